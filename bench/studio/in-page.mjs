// What the benchmark of the studio measures inside the page: each function is sent there as text, so it stands for itself.
/* global document, performance, requestAnimationFrame */

/** Waits until each cell in view shows its picture. @returns when, in milliseconds since the page was opened */
export function whenFilled() {
  return new Promise((resolve) => {
    const look = () => {
      const grid = document.querySelector('.grid');
      const frame = grid?.getBoundingClientRect();
      const cells = [...(grid?.querySelectorAll('.cell') ?? [])].filter((cell) => {
        const { top, bottom } = cell.getBoundingClientRect();
        return bottom > frame.top && top < frame.bottom;
      });
      const isShown = (cell) => (cell.querySelector('img')?.naturalWidth ?? 0) > 0;
      if (cells.length > 0 && cells.every(isShown)) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** When the first cell shows its picture, in milliseconds since the page was opened. */
export function whenFirst() {
  return new Promise((resolve) => {
    const look = () => {
      const isShown = [...document.querySelectorAll('.cell img')].some((img) => img.naturalWidth > 0);
      if (isShown) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

/**
 * Scrolls evenly, and looks at each frame for cells in view that show no picture.
 * @param speed in pixels of CSS a second
 * @returns numbers of frames, of those with a blank cell, and the mean and greatest share of the view that was blank
 */
export function scroll({ speed, seconds }) {
  return new Promise((resolve) => {
    const grid = document.querySelector('.grid');
    const began = performance.now();
    const from = grid.scrollTop;
    const result = { frames: 0, blankFrames: 0, meanBlank: 0, mostBlank: 0, slowestMs: 0 };
    let last = began;
    const frame = (now) => {
      const view = grid.getBoundingClientRect();
      let [seen, blank] = [0, 0];
      for (const cell of grid.querySelectorAll('.cell')) {
        const { top, bottom } = cell.getBoundingClientRect();
        if (bottom <= view.top || top >= view.bottom) continue;
        seen += 1;
        const img = cell.querySelector('img');
        if (!img || img.naturalWidth === 0) blank += 1;
      }
      result.frames += 1;
      // Where no row has come to the page at all, all of the view is blank.
      const share = seen === 0 ? 1 : blank / seen;
      if (share > 0) result.blankFrames += 1;
      result.meanBlank += (share - result.meanBlank) / result.frames;
      result.mostBlank = Math.max(result.mostBlank, share);
      result.slowestMs = Math.max(result.slowestMs, now - last);
      last = now;
      const passed = (now - began) / 1000;
      grid.scrollTop = from + speed * passed;
      if (passed < seconds) requestAnimationFrame(frame);
      else resolve(result);
    };
    requestAnimationFrame(frame);
  });
}

/** @param share of the whole height, 1: the end */
export function jump(share) {
  const grid = document.querySelector('.grid');
  grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
}

/**
 * Clicks a button that changes the Recipe, and waits until each variant shows another picture.
 * @returns milliseconds until the first of them and until all of them are there, and until the frame that shows them
 */
export function change(button) {
  return new Promise((resolve) => {
    const pictures = () => [...document.querySelectorAll('.variants li:not(:first-child) img')];
    const before = new Set(pictures().map((img) => img.src));
    let first;
    const look = () => {
      const now = pictures();
      const changed = now.filter((img) => !before.has(img.src) && img.complete && img.naturalWidth > 0);
      if (changed.length > 0) first ??= performance.now() - began;
      if (changed.length < now.length || now.length === 0) return requestAnimationFrame(look);
      const all = performance.now() - began;
      return requestAnimationFrame(() => {
        resolve({ first, all, painted: performance.now() - began });
      });
    };
    const began = performance.now();
    [...document.querySelectorAll('button')].find(({ textContent }) => textContent === button).click();
    requestAnimationFrame(look);
  });
}
