/* A box of the service → a section of links. A part of embed.js: nothing here knows the element. */

const HOUR = 3600, DAY = 86400, MONTH = 2629746, YEAR = 31556952;
const UNITS = [[HOUR, 60, "minute"], [DAY, HOUR, "hour"], [14 * DAY, DAY, "day"], [2 * MONTH, 7 * DAY, "week"],
  [2 * YEAR, MONTH, "month"], [Infinity, YEAR, "year"]];

/** Make an element that is its own `::part` and holds a text. */
function make(tag, part, text) {
  const element = document.createElement(tag);
  if (part) element.setAttribute("part", part);
  if (text) element.textContent = text;
  return element;
}

/** Return an http or https address, absolute, or null for anything else. */
function safeUrl(address, base = document.baseURI) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** Return the words of a language, or English ones. */
function wordsOf(language) {
  const subtag = language.split("-")[0].toLowerCase();
  return Object.hasOwn(WORDS, subtag) ? WORDS[subtag] : WORDS.en;
}

/** Say how long before `now` a time is; midnight stands for a day alone. */
function age(time, now, words) {
  const isDay = new Date(time) % (1000 * DAY) === 0;
  const then = isDay ? 1000 * DAY * Math.floor(new Date(now) / (1000 * DAY)) : new Date(now);
  const seconds = (then - new Date(time)) / 1000;
  if (!Number.isFinite(seconds)) return "";
  const [, unit, name] = UNITS.find(([limit]) => Math.max(Math.abs(seconds), isDay ? DAY : 0) < limit);
  const phrases = new Intl.RelativeTimeFormat(words.language, { numeric: isDay ? "auto" : "always" });
  return phrases.format(-Math.trunc(seconds / unit), name);
}

/** Return the `dir` of a text: right to left if most of its letters are, whatever name it begins with. */
function directionOf(text) {
  const letters = text.match(/\p{L}/gu) ?? [];
  const fromRight = text.match(/[\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Thaa}]/gu) ?? [];
  return 2 * fromRight.length > letters.length ? "rtl" : "auto";
}

/** Return the title of something as a link to it, or as words where it has no address that a page may link to. */
function titleOf(text, article, look) {
  const address = article &&
    safeUrl(look.link ? look.link.replaceAll("{id}", () => encodeURIComponent(article.article_id)) : article.url);
  const title = make("h3", "title"), link = make(address ? "a" : "span", "link", text || look.words.untitled);
  if (address) link.href = address.href;
  const rel = [article?.kind === "sponsored" && "sponsored", address?.origin !== location.origin && "external noopener"];
  if (address && rel.some(Boolean)) link.rel = rel.filter(Boolean).join(" ");
  title.dir = directionOf(link.textContent);
  title.append(link);
  return title;
}

function metaLine(card, now, words) {
  const line = make("p", "meta");
  if (card.publisher) line.append(make("bdi", "publisher", card.publisher));
  if (card.published_at) {
    const ago = age(card.published_at, now, words);
    const time = make("time", "age", card.dated_by ? words.arrived.replace("{when}", () => ago) : ago);
    time.dateTime = card.published_at;
    line.append(card.publisher ? " · " : "", time);
  }
  return line;
}

function imageOf(card) {
  const address = safeUrl(card.image_url || "about:blank");
  if (!address) return [];
  const image = make("img", "image");
  Object.assign(image, { alt: "", loading: "lazy", decoding: "async", width: 96, height: 64 });
  image.referrerPolicy = "no-referrer";
  image.src = address.href;
  return [image];
}

function cardItem(card, now, look) {
  const item = make("li", "card"), label = look.words.kinds[card.kind];
  if (look.images) item.append(...imageOf(card));
  if (label) item.append(make("p", "label", label));
  item.append(titleOf(card.title, card, look), metaLine(card, now, look.words));
  if (look.reasons && card.reason?.text) {
    const reason = make("p", "reason", card.reason.text);
    reason.dir = "auto";  // it is read in its own direction, whatever that of the page
    item.append(reason);
  }
  return item;
}

/** Return a tag that is trending, which leads to a story about it. */
function tagItem(tag, look) {
  const item = make("li", "card tag"), title = titleOf(tag.label, tag.examples[0], look);
  title.lang = tag.language;
  item.append(title);
  return item;
}

/** Return the words over a box, empty for none; what fills it is never called by the box's own name. */
function headingOf(box, look) {
  if (look.heading === null) return "";
  const kind = box.kind_of_box || box.box;
  return look.heading === "true" || kind !== box.box ? look.words.headings[kind] : look.heading;
}

/** Return a box as it is shown, or null where there is nothing to show. */
function sectionOf(box, look) {
  const notice = look.notices ? box.notice : null, heading = headingOf(box, look);
  const items = box.tags?.map((tag) => tagItem(tag, look)) ?? box.cards.map((card) => cardItem(card, box.as_of, look));
  if (!items.length && !notice) return null;
  const section = make("section", "box"), list = make("ol", "list");
  section.lang = look.words.language;
  section.dir = look.words.direction;
  section.setAttribute("aria-label", heading || look.words.headings[box.kind_of_box || box.box]);
  list.append(...items);
  if (heading) section.append(make("h2", "heading", heading));
  if (items.length) section.append(list);
  if (notice) section.append(make("p", "notice", notice));
  return section;
}
