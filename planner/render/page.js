"use strict";
// What moves in the page: ticks, the slider, and every number and picture that follows them.

const SHARES = [0.25, 0.5, 0.75, 0.9, 1];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000];
const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function read() {
  const plan = JSON.parse(find("#plan").textContent);
  const days = (ranges) => ranges.map(([first, last, ...more]) => [dayOf(first), dayOf(last), ...more]);
  const { pace } = plan;
  pace.start = dayOf(pace.start);
  pace.begin = dayOf(pace.begin);
  pace.away = days(pace.away);
  pace.lighter = days(pace.lighter);
  pace.studied = pace.studied.map(([day, minutes]) => [dayOf(day), minutes]);
  plan.steps = plan.steps.map(([id, low, likely, high, gain, implied, needs]) => {
    const mean = Math.floor((low + 4 * likely + high) / 36 + 0.5) * 6;
    return { id, low, likely, high, mean, gain, implied, needs };
  });
  plan.at = new Map(plan.steps.map((step) => [step.id, step]));
  plan.finished = new Map(plan.finished);
  // Two people may have the same plan, but not in one folder.
  plan.key += location.pathname.slice(0, location.pathname.lastIndexOf("/") + 1);
  return plan;
}

// Who can do something can do what it builds on: recording the one records the other.
function withImplied(plan, ids) {
  const found = new Set(ids);
  for (const id of found) {
    for (const place of plan.at.get(id).implied) found.add(plan.steps[place].id);
  }
  return found;
}

// What need not be learned any more: that, and alternatives of which another is as good as shown.
function gone(plan, ticked) {
  const found = new Set(ticked);
  const idAt = (place) => plan.steps[place]?.id;
  const isOver = ([by, metBy]) => found.has(idAt(by)) || metBy.some((place) => ticked.has(idAt(place)));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [place, needs] of plan.spare) if (needs.every(isOver)) found.add(idAt(place));
  }
  return found;
}

function inHours(minutes) {
  return String(+(minutes / 60).toFixed(2));
}

// Whole percent, halves to the even; 100 is only said of all and 0 only of nothing.
function percent(share) {
  const exact = share * 100;
  let whole = Math.round(exact);
  if (exact % 1 === 0.5 && whole % 2) whole -= 1;
  if (share < 1) whole = Math.min(whole, 99);
  if (share > 0) whole = Math.max(whole, 1);
  return `${whole} %`;
}

function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function today() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 864e5;
}

// What a browser keeps: nothing is lost where it may not, only forgotten with the page.
const shelf = {
  kept: true,
  load(key) {
    let text = null;
    try {
      text = localStorage.getItem(key);
    } catch {
      this.kept = false;
    }
    try {
      return JSON.parse(text) ?? {};
    } catch {
      return {};
    }
  },
  save(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  },
};

// Ticks and notes; those on what is no step any more stay with them, unless it is recorded.
function recalled(plan) {
  const stored = shelf.load(plan.key);
  const ids = Array.isArray(stored.ticked) ? stored.ticked : [];
  return {
    ticked: withImplied(plan, ids.filter((id) => plan.at.has(id))),
    others: ids.filter((id) => !plan.at.has(id) && !plan.finished.has(id)),
    notes: { ...stored.notes },
    copied: { ...stored.copied },
  };
}

function keep(plan, { ticked, others, notes, copied }) {
  shelf.save(plan.key, { ticked: [...others, ...ticked], notes, copied });
}

// Each note that has changed since it was copied, on one line.
function newNotes(plan, { notes, copied }) {
  return [...plan.at.keys(), ...plan.finished.keys()]
    .map((id) => [id, String(notes[id] ?? "").replace(/[\s\p{Cc}]+/gu, " ").trim()])
    .filter(([id, text]) => text && text !== copied[id]);
}

// As a POSIX shell reads it: nothing between single quotes means anything but itself.
function noteLine([id, text]) {
  const quoted = `'${text.replaceAll("'", "'\\''")}'`;
  return ["planner note", id, ...(text[0] === "-" ? ["--"] : []), quoted].join(" ");
}

function show(name, value) {
  for (const place of all(`[data-show=${name}]`)) {
    if (place.textContent !== value) place.textContent = value;
  }
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const number = (value) => String(+value.toFixed(2));
const share = (value) => `${number(value)}%`;

function axisOf(plan, now, longest) {
  const first = now.begin;
  // It keeps its length, so that bars can be seen to move, unless they would shrink to nothing.
  const last = now.finish[2] - first < (longest - first) / 2 ? now.finish[2] : Math.max(now.finish[2], longest);
  const place = (day) => Math.min(Math.max(((day - first + 1) * 100) / (last - first + 1), 0), 100);
  return { first, last, place, finish: now.finish, deadline: plan.deadline && dayOf(plan.deadline) };
}

function monthOf(day) {
  const date = new Date(day * 864e5);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

// Days worth a line and a word: firsts of months, or weeks in a short plan.
function marks({ first, last }) {
  const days = last - first + 1;
  const found = [];
  if (days <= 70) {
    for (let day = first; day <= last; day += days <= 49 ? 7 : 14) found.push([day, dateOf(day).slice(5)]);
    return found;
  }
  const [begin, end] = [monthOf(first), monthOf(last)];
  const step = MONTHS.find((one) => Math.floor((end - begin) / one) <= 7);
  for (let month = Math.ceil((begin + 1) / step) * step; month <= end; month += step) {
    const date = `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
    found.push([dayOf(`${date}-01`), date]);
  }
  return found;
}

function line(name, x) {
  return shape("line", { class: name, x1: share(x), x2: share(x), y1: "0", y2: "100%" });
}

function bar(name, x, end) {
  return shape("rect", { class: name, x: share(x), width: share(end - x), y: "50%" });
}

function lines(axis) {
  const drawn = marks(axis).map(([day]) => line("grid", axis.place(day - 1)));
  drawn.push(line("half", axis.place(axis.finish[0])), line("most", axis.place(axis.finish[1])));
  if (axis.deadline && axis.first <= axis.deadline && axis.deadline <= axis.last) {
    drawn.push(line("deadline", axis.place(axis.deadline)));
  }
  return drawn;
}

function drawLabels(axis) {
  const labelled = marks(axis).filter(([day]) => axis.place(day - 1) <= 93);
  for (const place of all(".axis svg")) {
    place.replaceChildren(
      ...labelled.map(([day, text], count) =>
        shape("text", { x: share(axis.place(day - 1)), y: 14, class: count % 2 ? "odd" : null }, text),
      ),
    );
  }
}

function drawTimeline(axis, parts) {
  for (const place of all(".back, .rise g")) place.replaceChildren(...lines(axis));
  const lanes = all(".lane");
  parts.forEach((part, count) => {
    const drawn = part.left ? [bar("bar", axis.place(part.start - 1), axis.place(part.end))] : [];
    lanes[count].replaceChildren(...drawn);
    say(find("span", lanes[count].parentNode), part);
  });
  const [half, most] = axis.finish.map((day) => share(axis.place(day)));
  lanes.at(-1).replaceChildren(
    bar("range", axis.place(axis.finish[0]), axis.place(axis.finish[2])),
    shape("circle", { class: "half", cx: half, cy: "50%", r: 6 }),
    shape("circle", { class: "most", cx: most, cy: "50%", r: 6 }),
  );
  all(".lanes li:last-child time").forEach((place, count) => {
    place.textContent = dateOf(axis.finish[count]);
  });
}

function say(place, part) {
  if (!part.left) return place.replaceChildren("done");
  const time = document.createElement("time");
  time.textContent = dateOf(part.end);
  place.replaceChildren(`${percent(part.ready)} ready by `, time);
}

function drawCurve(axis, points) {
  const area = find(".rise svg");
  const level = (ready) => number(100 - ready * 100);
  const [start, ...rest] = points;
  const path = [
    `M0 ${level(start.ready)}`,
    ...rest.map((one) => `H${number(axis.place(one.end))}V${level(one.ready)}`),
    "H100",
  ].join("");
  find(".line", area).setAttribute("d", path);
  find(".area", area).setAttribute("d", `${path}V100H0Z`);
}

function weeksBetween(first, last) {
  return Math.ceil((last - first + 1) / 7);
}

function drawTable(points, begin) {
  let open = SHARES.filter((one) => one > points[0].ready + 1e-9);
  const days = points.filter(({ end }, count) => !count || points[count + 1]?.end !== end);
  const rows = days.filter((point, count) => {
    const reached = open.filter((one) => point.ready >= one - 1e-9);
    open = open.filter((one) => !reached.includes(one));
    return reached.length || !count;
  });
  find("#curve-table tbody").replaceChildren(
    ...rows.map((point, count) => {
      const weeks = count ? weeksBetween(begin, point.end) : 0;
      const row = document.createElement("tr");
      for (const text of [percent(point.ready), weeks, inHours(point.minutes), dateOf(point.end)]) {
        row.insertCell().textContent = text;
      }
      return row;
    }),
  );
}

function readyBy(points) {
  return new Map(points.map(({ id, ready }) => [id, ready]));
}

function partsOf(plan, over, now) {
  const readyWhenDone = readyBy(now.points);
  let first = 0;
  let end = 0;
  let ready = now.ready;
  return plan.milestones.map((last) => {
    const left = plan.steps.slice(first, last).filter((step) => !over.has(step.id));
    const days = left.map((step) => now.steps.get(step.id));
    end = Math.max(end, ...days.map((day) => day[1]));
    ready = Math.max(ready, ...left.map((step) => readyWhenDone.get(step.id)));
    first = last;
    return { left: left.length, start: days[0]?.[0], end, ready };
  });
}

function drawCards(plan, ticked, over, now) {
  const readyWhenDone = readyBy(now.points);
  plan.steps.forEach((step, count) => {
    const card = find(`#s${count + 1}`);
    const done = ticked.has(step.id);
    const left = !over.has(step.id);
    card.classList.toggle("done", done);
    card.classList.toggle("spared", !done && !left);
    find("input", card).checked = done;
    find("p span", card).hidden = !left;
    if (!left) return;
    const [days, ready] = all("p b", card);
    days.textContent = now.steps.get(step.id).map(dateOf).join(" to ");
    ready.textContent = percent(readyWhenDone.get(step.id));
  });
}

function drawFirst(plan, over) {
  const places = plan.steps.map(({ id }, place) => [id, place + 1]).filter(([id]) => !over.has(id));
  const items = places.slice(0, 3).map(([, place]) => {
    const link = document.createElement("a");
    link.href = `#s${place}`;
    link.append(...find(`#s${place} label`).cloneNode(true).childNodes);
    find("input", link).remove();
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  find("#first ol").replaceChildren(...items);
  find("#first").hidden = !items.length;
}

function drawMilestones(parts) {
  all(".milestone h3").forEach((title, count) => {
    say(find("span", title), parts[count]);
  });
}

function drawMap(plan, ticked, over) {
  const isOver = (number) => over.has(plan.steps[number - 1].id);
  const waiting = edges().filter(([from]) => !isOver(from));
  const later = new Set(waiting.map(([, to]) => to));
  for (const node of all(".map a")) {
    const number = numberOf(node);
    const done = ticked.has(plan.steps[number - 1].id);
    node.classList.toggle("known", done);
    node.classList.toggle("spared", isOver(number) && !done);
    node.classList.toggle("next", !isOver(number) && !later.has(number));
  }
}

// The lines of the map: from which step to which, and the line itself.
function edges() {
  return all(".map g path[id]").map((path) => [...path.id.slice(1).split("-"), path]);
}

// The number of the step that a box of the map leads to.
function numberOf(node) {
  return node.getAttribute("href").slice(2);
}

function aboutDeadline(plan, now) {
  const day = dayOf(plan.deadline);
  const met = now.finish.filter((finish) => finish <= day).length;
  const many = ["fewer than half", "more than half", "more than 8 of 10", "more than 19 of 20"][met];
  return `Your deadline ${plan.deadline}: ${many} of the learners like you make it that way.`;
}

function start(plan, book) {
  const ids = plan.steps.map((step) => step.id);
  const slider = find("#pace");
  const deadline = find("#deadline");
  const planned = deadline?.textContent;
  const longest = replanned(plan, new Set(), plan.pace.perWeek, 0).finish[2];
  const names = all(".steps h4").map((place) => place.textContent);
  const named = (found) => listed([...found].map((id) => names[ids.indexOf(id)]));

  function tellKept() {
    find("#kept").textContent = shelf.kept
      ? "Tick what you have learned: dates and readiness follow. Ticks and notes stay in this browser."
      : "This browser keeps nothing for this page: ticks and notes go when you close it.";
  }

  function draw() {
    const { ticked } = book;
    const over = gone(plan, ticked);
    const perWeek = Number(slider.value);
    const now = replanned(plan, over, perWeek, today());
    const left = ids.length - over.size;
    const axis = axisOf(plan, now, longest);
    const parts = partsOf(plan, over, now);
    const pace = inHours(perWeek);
    const [half, most] = now.finish.map(dateOf);
    const values = { p50: half, p80: most, pace, begin: dateOf(now.begin), ready: percent(now.ready) };
    for (const [name, value] of Object.entries(values)) show(name, value);
    show("hours", inHours(now.minutes));
    show("left", `${inHours(now.minutes)} h`);
    show("steps", plural(left, "step"));
    slider.setAttribute("aria-valuetext", `${pace} hours a week`);
    const asPlanned = perWeek === plan.pace.perWeek;
    const asMade = asPlanned && !ticked.size;
    find("#reset").disabled = asPlanned;
    for (const place of all("#answer, #timeline, #readiness, #now .finish")) place.hidden = !left;
    for (const link of all("nav a")) link.parentNode.hidden = find(link.hash).hidden;
    for (const place of all("[data-made]")) place.hidden = !asMade;
    find("#all-done").hidden = Boolean(left);
    if (deadline) {
      deadline.hidden = !left;
      deadline.textContent = asMade ? planned : aboutDeadline(plan, now);
    }
    drawLabels(axis);
    drawTimeline(axis, parts);
    drawCurve(axis, now.points);
    drawTable(now.points, now.begin);
    drawCards(plan, ticked, over, now);
    drawMilestones(parts);
    drawFirst(plan, over);
    drawMap(plan, ticked, over);
    drawCommands();
    find("#untick").disabled = !ticked.size;
    return left
      ? `${values.ready} ready, half of the learners finish by ${half}, 8 of 10 by ${most}.`
      : "Everything is ticked.";
  }

  function drawCommands() {
    const done = ids.filter((id) => book.ticked.has(id));
    const commands = newNotes(plan, book).map(noteLine);
    if (done.length) commands.unshift(`planner done ${done.join(" ")}`);
    const place = find("#line");
    place.value = commands.join("\n");
    place.rows = Math.min(commands.length || 1, 8);
    find("#copy").disabled = !commands.length;
  }

  let saying;
  let reached = plan.pace.perWeek;
  function follow(changes = "") {
    let news;
    try {
      news = draw();
      reached = slider.value;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      slider.value = reached;
      news = `${error.message}.`;
    }
    clearTimeout(saying);
    const said = find("#said");
    said.classList.toggle("unseen", !changes);
    if (changes) said.textContent = changes;
    saying = setTimeout(() => {
      said.textContent = `${changes} ${news}`.trim();
      if (changes) saying = setTimeout(() => said.classList.add("unseen"), 8000);
    }, 400);
  }

  function changed(ticked, id, [more, less]) {
    const before = book.ticked;
    const spared = gone(plan, before);
    book.ticked = ticked;
    const also = (now, then) => [...now].filter((one) => one !== id && !then.has(one));
    const news = [
      [more, also(ticked, before)],
      [less, also(before, ticked)],
      ["Not needed any more", also(gone(plan, ticked), spared).filter((one) => !ticked.has(one))],
    ];
    store();
    follow(news.map(([what, found]) => (found.length ? `${what}: ${named(found)}.` : "")).join(" ").trim());
  }

  function store() {
    keep(plan, book);
    tellKept();
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".steps input")) return;
    const id = ids[target.closest("li").id.slice(1) - 1];
    const without = [...book.ticked].filter((one) => !withImplied(plan, [one]).has(id));
    const ticked = target.checked ? withImplied(plan, [...book.ticked, id]) : new Set(without);
    changed(ticked, id, ["Also ticked", "Also unticked"]);
  });
  slider.addEventListener("input", () => follow());
  find("#reset").addEventListener("click", () => {
    slider.value = plan.pace.perWeek;
    follow();
    slider.focus();
  });
  find("#untick").addEventListener("click", () => {
    book.ticked = new Set();
    store();
    follow();
    find(".steps input").focus();
  });
  const markCopied = () => {
    for (const [id, text] of newNotes(plan, book)) book.copied[id] = text;
    store();
  };
  find("#copy").addEventListener("click", async () => {
    const line = find("#line");
    let copied = true;
    try {
      await navigator.clipboard.writeText(line.value);
      markCopied();
    } catch {
      line.select();
      copied = document.execCommand("copy");
    }
    find("#said").textContent = copied ? "Copied." : "Select the lines and copy them.";
    find("#copy").textContent = copied ? "Copied" : "Copy";
    setTimeout(() => (find("#copy").textContent = "Copy"), 2000);
  });
  find("#line").addEventListener("copy", ({ target }) => {
    if (target.selectionStart === 0 && target.selectionEnd === target.value.length) markCopied();
  });
  addEventListener("storage", ({ key }) => {
    if (key !== plan.key && key !== null) return;
    Object.assign(book, recalled(plan));
    showNotes(book);
    draw();
  });
  addEventListener("noted", () => {
    tellKept();
    drawCommands();
  });

  unfold();
  followChains();
  for (const place of all(".slider, .record")) place.hidden = false;
  tellKept();
  slider.value = plan.pace.perWeek;
  draw();
}

function listed(words) {
  const named = words.length > 4 ? [...words.slice(0, 3), `${words.length - 3} more`] : words;
  return named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}` : named.join("");
}

// A place for notes on each step, and for each note on what is no step any more.
function layNotes(plan, book) {
  plan.steps.forEach(({ id }, count) => {
    find(`#s${count + 1} details`).append(noteField(plan, book, id, "Your notes"));
  });
  const others = Object.keys(book.notes).filter((id) => !plan.at.has(id));
  const shown = others.map((id) => noteField(plan, book, id, plan.finished.get(id) ?? id));
  find("#old-notes").append(...shown);
  if (shown.length) find("#old-notes").hidden = false;
  showNotes(book);
}

function noteField(plan, book, id, title) {
  const label = document.createElement("label");
  const place = document.createElement("textarea");
  place.dataset.of = id;
  place.placeholder = " ";
  place.maxLength = 2000;
  place.addEventListener("input", () => {
    book.notes[id] = place.value;
    if (!place.value) delete book.notes[id];
    keep(plan, book);
    dispatchEvent(new Event("noted"));
  });
  label.append(title, place);
  return label;
}

function showNotes(book) {
  for (const place of all("[data-of]")) place.value = book.notes[place.dataset.of] ?? "";
}

// On paper everything is open; afterwards it is as it was.
function unfold() {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    folded.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => folded.forEach((one) => (one.open = false)));
}

// Pointing at a step of the map shows what comes before it, and what it is on the way to.
function followChains() {
  const map = find(".map");
  if (!map) return;
  const lines = edges();
  const nodes = all("a", map);

  // All that lies ahead of a step, or with the ends of the lines the other way round behind it.
  function chain(id, [from, to]) {
    const reached = new Set([id]);
    for (const one of reached) {
      for (const line of lines) if (line[from] === one) reached.add(line[to]);
    }
    return reached;
  }

  const neighbours = {
    ArrowDown: (at) => nodes[at + 1],
    ArrowUp: (at) => nodes[at - 1],
    ArrowRight: (at) => nodeOf(lines.find(([from]) => from === numberOf(nodes[at]))?.[1]),
    ArrowLeft: (at) => nodeOf(lines.find(([, to]) => to === numberOf(nodes[at]))?.[0]),
  };
  const nodeOf = (number) => nodes[number - 1];

  // One stop of the tabulator for the whole map; from there the arrows lead on.
  function rove(target) {
    for (const one of nodes) one.tabIndex = one === target ? 0 : -1;
  }
  rove(nodes[0]);
  map.addEventListener("keydown", (event) => {
    const at = nodes.indexOf(event.target);
    if (at < 0 || !(event.key in neighbours)) return;
    event.preventDefault();
    neighbours[event.key](at)?.focus();
  });
  map.addEventListener("focusin", ({ target }) => nodes.includes(target) && rove(target));

  function light(target) {
    const node = target?.closest("a");
    const ahead = node ? chain(numberOf(node), [0, 1]) : new Set();
    const behind = node ? chain(numberOf(node), [1, 0]) : new Set();
    map.classList.toggle("lit", Boolean(node));
    for (const one of nodes) {
      one.classList.toggle("on", ahead.has(numberOf(one)));
      one.classList.toggle("before", behind.has(numberOf(one)) && one !== node);
    }
    for (const [from, to, line] of lines) {
      line.classList.toggle("on", ahead.has(from));
      line.classList.toggle("before", behind.has(to));
    }
  }

  for (const kind of ["pointerover", "focusin"]) map.addEventListener(kind, ({ target }) => light(target));
  for (const kind of ["pointerleave", "focusout"]) {
    map.addEventListener(kind, () => light(map.contains(document.activeElement) ? document.activeElement : null));
  }
}

{
  const plan = read();
  const book = recalled(plan);
  layNotes(plan, book);
  if (find("#now")) start(plan, book);
}
