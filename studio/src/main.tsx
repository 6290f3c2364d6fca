import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './style.css';
import './cards.css';

createRoot(document.getElementById('page')!).render(<App />);
