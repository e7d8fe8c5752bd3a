// The page's data and its elements; text is only ever set as text.
const elements = (() => {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const { cited, model: known } = data;
  const byId = (id) => document.getElementById(id);

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const cell = (text) => element("td", {}, text);
  const head = (text, scope = "row") => element("th", { scope }, text);

  /** A cell with a number: as it is read, and as it is. */
  function number(value, digits) {
    const shown = element("data", { value: `${value}` }, words.fixed(value, digits));
    return element("td", { class: "number" }, shown);
  }

  /** Numbers of the sources that only this view cites; they follow those of the stated one. */
  const numbers = new Map();
  function numberOf(citation) {
    if (citation < cited) return citation + 1;
    if (!numbers.has(citation)) numbers.set(citation, cited + numbers.size + 1);
    return numbers.get(citation);
  }

  function note(citation) {
    const place = numberOf(citation);
    return element("sup", {}, element("a", { href: `#source-${place}`, "aria-label": `source ${place}` }, `${place}`));
  }

  /** A sentence with its notes, and list items of sentences. */
  const said = ({ text, cites }) => [text, ...cites.map(note)];
  const items = (sentences) => sentences.map((sentence) => element("li", {}, ...said(sentence)));

  function source(citation) {
    const [index, place] = known.citations[citation];
    const { author, title, date, address } = known.sources[index];
    const number = numberOf(citation);
    const item = element("li", { id: `source-${number}`, value: `${number}` });
    item.append(author ? `${author}, ` : "", element("cite", {}, title), date ? ` (${date})` : "", place ? `, ${place}` : "");
    if (address) item.append(". ", element("a", { href: address, rel: "noreferrer" }, address));
    return item;
  }

  /** List the sources that only this view cites. */
  const sources = () => byId("more-sources").replaceChildren(...[...numbers.keys()].map(source));
  const forgetSources = () => numbers.clear();

  return { byId, cell, data, element, forgetSources, head, items, known, number, said, sources };
})();
