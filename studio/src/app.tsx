import { useEffect, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { ImageFilter, Overview } from '../../src/studio/protocol.js';
import { addressOf, readAddress } from './address.js';
import { FindingsTab } from './findings-tab.js';
import { useAsked } from './hooks.js';
import { ImagesTab } from './images-tab.js';
import { RecipeTab } from './recipe-tab.js';
import { RunTab } from './run-tab.js';
import type { Mistake } from './mistakes.js';
import { useInspection } from './use-inspection.js';
import { PLACES, placeInFindings, useFocusOn } from './use-opening.js';
import type { Opener } from './use-opening.js';
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
  const [mistake, setMistake] = useState<Mistake>();
  const [opener, setOpener] = useState<Opener>();
  const focusOn = useFocusOn();
  useEffect(() => {
    // Browsers refuse to change the address with every letter that is typed.
    const timer = setTimeout(() => {
      history.replaceState(null, '', addressOf({ tab, image, filter, recipe: unsaved, variant }));
    }, ADDRESS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [tab, image, filter, unsaved, variant]);
  const openImage = (key: string, index?: number) => {
    setOpener({ tab, image: key, index });
    setImage(key);
    setVariant(undefined);
    setTab('recipe');
    focusOn(PLACES.image);
  };
  const goBack = () => {
    if (!opener) return;
    setTab(opener.tab);
    if (opener.tab === 'images') focusOn(PLACES.gallery);
    else focusOn(placeInFindings(opener.image), PLACES.findings);
  };
  const changeFilter = (wanted: ImageFilter) => {
    setFilter(wanted);
    setOpener(undefined);
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
            changeFilter(wanted);
            setTab('images');
            focusOn(PLACES.gallery);
          }}
        />
      </TabPanel>
      <TabPanel id="images">
        <ImagesTab
          {...{ overview: overview.value, image, inspection, filter, onOpen: openImage }}
          start={opener?.index}
          onFilter={changeFilter}
          onInspect={() => {
            setTab('findings');
            focusOn(PLACES.findings);
          }}
        />
      </TabPanel>
      <TabPanel id="recipe" shouldForceMount>
        <RecipeTab
          isShown={tab === 'recipe'}
          {...{ overview: overview.value, recipe, image, variant, pinning, mistake }}
          onImage={setImage}
          onVariant={setVariant}
          onBack={goBack}
        />
      </TabPanel>
      <TabPanel id="run">
        <RunTab
          {...{ overview: overview.value, recipe }}
          onMistake={(found) => {
            setMistake({ ...found });
            setTab('recipe');
          }}
        />
      </TabPanel>
    </Tabs>
  );
}
