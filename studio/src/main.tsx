import { createRoot } from 'react-dom/client';
import './style.css';
import './cards.css';
import { App } from './app.js';

createRoot(document.getElementById('page')!).render(<App />);
