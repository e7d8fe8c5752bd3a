// Numbers and lists as words, as recommender/wording.py and Python's own formats make them.
const words = (() => {
  /** A number from 0 on with so many digits after the point; exact halves go to the even digit. */
  function fixed(number, digits) {
    const text = number.toFixed(digits);
    // An exact half has no more binary places than this; only then do the two roundings differ.
    const halves = number * 2 ** (digits + 1);
    if (!Number.isInteger(halves) || halves % 2 === 0) return text;
    const step = 10 ** -digits;
    return Number(text.at(-1)) % 2 ? (number - step / 2).toFixed(digits) : text;
  }

  /** A share of the weight: "24%", "1.4%", "under 0.1%". */
  function percent(share) {
    if (share > 0 && share < 0.001) return "under 0.1%";
    return `${fixed(share * 100, share > 0 && share < 0.0195 ? 1 : 0)}%`;
  }

  /** "a", "a and b" or "a, b and c". */
  function series(parts) {
    const front = parts.slice(0, -1);
    const last = parts.at(-1) ?? "";
    return front.length ? `${front.join(", ")} and ${last}` : last;
  }

  /** A template with its parts filled in. */
  const fill = (template, parts) => template.replace(/\{(\w+)\}/g, (_, name) => `${parts[name]}`);

  return { fill, fixed, percent, series };
})();
