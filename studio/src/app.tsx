import { useEffect, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { Overview, Preview } from '../../src/studio/protocol.js';
import { addressOf, readAddress } from './address.js';
import { FindingsTab } from './findings-tab.js';
import { useAsked } from './hooks.js';
import { ImagesTab } from './images-tab.js';
import { RecipeTab } from './recipe-tab.js';
import { RunTab } from './run-tab.js';
import { useInspection } from './use-inspection.js';
import { usePinned } from './use-pinned.js';
import { useRecipe } from './use-recipe.js';

const start = readAddress();
const ADDRESS_MS = 300;

export function App() {
  const overview = useAsked<Overview>('/overview');
  const recipe = useRecipe(start.recipe);
  const inspection = useInspection();
  const [tab, setTab] = useState(start.tab);
  const [image, setImage] = useState(start.image);
  const [filter, setFilter] = useState(start.filter ?? {});
  const [variant, setVariant] = useState(start.variant);
  const pinning = usePinned();
  const unsaved = recipe.isChanged ? recipe.text : undefined;
  const [preview, setPreview] = useState<Preview>();
  useEffect(() => {
    // Browsers refuse to change the address with every letter that is typed.
    const timer = setTimeout(() => {
      history.replaceState(null, '', addressOf({ tab, image, filter, recipe: unsaved, variant }));
    }, ADDRESS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [tab, image, filter, unsaved, variant]);
  const openImage = (key: string) => {
    setImage(key);
    setVariant(undefined);
    setTab('recipe');
  };

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
          <Tab id="findings">Findings</Tab>
          <Tab id="images">Images</Tab>
          <Tab id="recipe">Recipe</Tab>
          <Tab id="run">Run</Tab>
        </TabList>
        <p className="where">
          <span title={overview.value?.input}>{overview.value?.input}</span>
          {overview.value && ` · ${overview.value.images.toLocaleString('en')} images`}
        </p>
      </header>
      <TabPanel id="findings">
        <FindingsTab
          {...{ overview: overview.value, recipe, inspection, onOpen: openImage }}
          onFilter={(wanted) => {
            setFilter(wanted);
            setTab('images');
          }}
        />
      </TabPanel>
      <TabPanel id="images">
        <ImagesTab
          {...{ overview: overview.value, image, inspection, filter, onOpen: openImage }}
          onFilter={setFilter}
          onInspect={() => {
            setTab('findings');
          }}
        />
      </TabPanel>
      <TabPanel id="recipe" shouldForceMount>
        <RecipeTab
          isShown={tab === 'recipe'}
          {...{ overview: overview.value, recipe, image, variant, pinning }}
          onImage={setImage}
          onVariant={setVariant}
          onPreview={setPreview}
        />
      </TabPanel>
      <TabPanel id="run">
        <RunTab overview={overview.value} recipe={recipe} preview={preview} />
      </TabPanel>
    </Tabs>
  );
}
