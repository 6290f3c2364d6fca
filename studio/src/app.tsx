import { useEffect, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Overview, Preview } from '../../src/studio/protocol.js';
import { addressOf, readAddress } from './address.js';
import { useAsked } from './hooks.js';
import { ImagesTab } from './images-tab.js';
import { RecipeTab } from './recipe-tab.js';
import { RunTab } from './run-tab.js';
import { useRecipe } from './use-recipe.js';

const start = readAddress();

export function App() {
  const overview = useAsked<Overview>('/overview');
  const recipe = useRecipe(start.recipe);
  const [tab, setTab] = useState(start.tab);
  const [image, setImage] = useState(start.image);
  const [preview, setPreview] = useState<Preview>();
  useEffect(() => {
    history.replaceState(null, '', addressOf({ tab, image }));
  }, [tab, image]);

  if (overview.error !== undefined)
    return (
      <main className="alone" role="alert">
        <h1>Nothing can be shown</h1>
        <p>{overview.error}</p>
      </main>
    );
  return (
    <Tabs
      className="studio"
      selectedKey={tab}
      onSelectionChange={(key) => {
        setTab(String(key));
      }}
    >
      <header>
        <h1>
          <img src="./icon.svg" alt="" width="22" height="22" /> Studio
        </h1>
        <TabList aria-label="Parts of the studio">
          <Tab id="images">Images</Tab>
          <Tab id="recipe">Recipe</Tab>
          <Tab id="run">Run</Tab>
        </TabList>
        <p className="where">
          <span title={overview.value?.input}>{overview.value?.input}</span>
          {overview.value && ` · ${overview.value.images.toLocaleString('en')} images`}
        </p>
      </header>
      <TabPanel id="images">
        <ImagesTab
          overview={overview.value}
          image={image}
          onOpen={(key) => {
            setImage(key);
            setTab('recipe');
          }}
        />
      </TabPanel>
      <TabPanel id="recipe" shouldForceMount>
        <RecipeTab
          isShown={tab === 'recipe'}
          {...{ overview: overview.value, recipe, image, onImage: setImage, onPreview: setPreview }}
        />
      </TabPanel>
      <TabPanel id="run">
        <RunTab overview={overview.value} recipe={recipe} preview={preview} />
      </TabPanel>
    </Tabs>
  );
}
