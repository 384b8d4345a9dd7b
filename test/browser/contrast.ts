/** A text whose colour is too near to what it lies on. */
export interface Faint {
  readonly text: string;
  readonly contrast: number;
}

/**
 * Runs in the page: every text that is shown, with a contrast of less than `least` to the nearest background behind it, by
 * the formula of WCAG 2.2.
 */
export function findFaint(least: number): Faint[] {
  const read = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = read(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint: Faint[] = [];
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const { parentElement, textContent } = node;
    if (parentElement === null || textContent?.trim() === "" || parentElement.closest("title, desc")) continue;
    const style = getComputedStyle(parentElement);
    const front = luminance(read(parentElement.closest("svg") ? style.fill : style.color));
    const back = luminance(backgroundOf(parentElement));
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (contrast < least) faint.push({ text: textContent?.slice(0, 40) ?? "", contrast });
  }
  return faint;
}
