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
  plan.steps = plan.steps.map(([id, mean, likely, ready, needs]) => ({ id, mean, likely, ready, needs }));
  return plan;
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
  const last = Math.max(now.finish[2], longest);
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
  const rows = points.filter((point, count) => {
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

// The start, and each step that is left: when it ends at the latest, readiness and minutes by then.
function pointsOf(plan, ticked, now) {
  const points = [{ ready: now.ready, end: now.begin, minutes: 0 }];
  plan.steps.forEach((step, count) => {
    if (ticked.has(step.id)) return;
    const before = points.at(-1);
    points.push({
      ready: readyWith(plan, ticked, count),
      end: Math.max(before.end, now.steps.get(step.id)[1]),
      minutes: before.minutes + step.likely,
    });
  });
  return points;
}

function partsOf(plan, ticked, now) {
  let first = 0;
  let end = 0;
  return plan.milestones.map((last) => {
    const left = plan.steps.slice(first, last).filter((step) => !ticked.has(step.id));
    const days = left.map((step) => now.steps.get(step.id));
    end = Math.max(end, ...days.map((day) => day[1]));
    first = last;
    return { left: left.length, start: days[0]?.[0], end, ready: readyWith(plan, ticked, last - 1) };
  });
}

function drawCards(plan, ticked, now) {
  plan.steps.forEach((step, count) => {
    const card = find(`#s${count + 1}`);
    const done = ticked.has(step.id);
    card.classList.toggle("done", done);
    find("input", card).checked = done;
    find("p span", card).hidden = done;
    if (done) return;
    const [days, ready] = all("p b", card);
    days.textContent = now.steps.get(step.id).map(dateOf).join(" to ");
    ready.textContent = percent(readyWith(plan, ticked, count));
  });
}

function drawMilestones(parts) {
  all(".milestone h3").forEach((title, count) => {
    say(find("span", title), parts[count]);
  });
}

function drawMap(plan, ticked) {
  const isDone = (number) => ticked.has(plan.steps[number - 1].id);
  const waiting = all(".map [data-to]").filter(({ dataset }) => !isDone(dataset.from));
  const later = new Set(waiting.map(({ dataset }) => dataset.to));
  for (const node of all(".map a")) {
    const number = numberOf(node);
    node.classList.toggle("known", isDone(number));
    node.classList.toggle("next", !isDone(number) && !later.has(number));
  }
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

function start() {
  const plan = read();
  const ids = plan.steps.map((step) => step.id);
  const slider = find("#pace");
  const deadline = find("#deadline");
  const planned = deadline?.textContent;
  const longest = replanned(plan, new Set(), plan.pace.perWeek, 0).finish[2];
  let stored = shelf.load(plan.key);
  let ticked = new Set();
  let notes = {};

  function recall() {
    stored = shelf.load(plan.key);
    ticked = new Set(ids.filter((id) => Array.isArray(stored.ticked) && stored.ticked.includes(id)));
    notes = { ...stored.notes };
    all("textarea").forEach((place) => (place.value = notes[place.dataset.of] ?? ""));
  }

  function keep() {
    shelf.save(plan.key, { ticked: [...ticked], notes });
    tellKept();
  }

  function tellKept() {
    find("#kept").textContent = shelf.kept
      ? "Tick what you have learned: dates and readiness follow. Ticks and notes stay in this browser."
      : "This browser keeps nothing for this page: ticks and notes go when you close it.";
  }

  function draw() {
    const perWeek = Number(slider.value);
    const now = replanned(plan, ticked, perWeek, today());
    const left = ids.length - ticked.size;
    const axis = axisOf(plan, now, longest);
    const points = pointsOf(plan, ticked, now);
    const parts = partsOf(plan, ticked, now);
    const pace = inHours(perWeek);
    const [half, most] = left ? now.finish.map(dateOf) : ["done", "done"];
    const values = { p50: half, p80: most, pace, begin: dateOf(now.begin), ready: percent(now.ready) };
    for (const [name, value] of Object.entries(values)) show(name, value);
    show("hours", inHours(now.minutes));
    show("left", `${inHours(now.minutes)} h`);
    show("steps", plural(left, "step"));
    slider.setAttribute("aria-valuetext", `${pace} hours a week`);
    const asPlanned = perWeek === plan.pace.perWeek;
    find("#reset").disabled = asPlanned;
    find("#answer").hidden = find("#timeline").hidden = find("#readiness").hidden = !left;
    find("#all-done").hidden = Boolean(left);
    if (deadline) deadline.textContent = asPlanned && !ticked.size ? planned : aboutDeadline(plan, now);
    drawLabels(axis);
    drawTimeline(axis, parts);
    drawCurve(axis, points);
    drawTable(points, now.begin);
    drawCards(plan, ticked, now);
    drawMilestones(parts);
    drawMap(plan, ticked);
    const line = find("#line");
    const done = ids.filter((id) => ticked.has(id));
    line.value = done.length ? `planner done ${done.join(" ")}` : "";
    find("#copy").disabled = find("#untick").disabled = !done.length;
    return left
      ? `${values.ready} ready, half of the learners finish by ${half}, 8 of 10 by ${most}.`
      : "Everything is ticked.";
  }

  let saying;
  let reached = plan.pace.perWeek;
  function follow() {
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
    saying = setTimeout(() => (find("#said").textContent = news), 400);
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(".steps input")) return;
    const id = ids[target.closest("li").id.slice(1) - 1];
    if (target.checked) ticked.add(id);
    else ticked.delete(id);
    keep();
    follow();
  });
  slider.addEventListener("input", follow);
  find("#reset").addEventListener("click", () => {
    slider.value = plan.pace.perWeek;
    follow();
    slider.focus();
  });
  find("#untick").addEventListener("click", () => {
    ticked.clear();
    keep();
    follow();
    find(".steps input").focus();
  });
  find("#copy").addEventListener("click", async () => {
    const line = find("#line");
    let copied = true;
    try {
      await navigator.clipboard.writeText(line.value);
    } catch {
      line.select();
      copied = document.execCommand("copy");
    }
    find("#said").textContent = copied ? "Copied." : "Select the line and copy it.";
    find("#copy").textContent = copied ? "Copied" : "Copy";
    setTimeout(() => (find("#copy").textContent = "Copy"), 2000);
  });
  addEventListener("storage", ({ key }) => {
    if (key !== plan.key && key !== null) return;
    recall();
    draw();
  });

  plan.steps.forEach((step, count) => {
    const label = document.createElement("label");
    const place = document.createElement("textarea");
    place.dataset.of = step.id;
    place.placeholder = " ";
    place.addEventListener("input", () => {
      notes[step.id] = place.value;
      if (!place.value) delete notes[step.id];
      keep();
    });
    label.append("Your notes", place);
    find(`#s${count + 1} details`).append(label);
  });

  unfold();
  followChains();
  for (const place of all(".slider, .record")) place.hidden = false;
  recall();
  tellKept();
  slider.value = plan.pace.perWeek;
  draw();
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

// Pointing at a step of the map shows what it is on the way to.
function followChains() {
  const map = find(".map");
  if (!map) return;
  const edges = all("[data-from]", map);
  const nodes = all("a", map);

  function chain(id) {
    const reached = new Set([id]);
    for (const one of reached) {
      for (const { dataset } of edges) if (dataset.from === one) reached.add(dataset.to);
    }
    return reached;
  }

  const neighbours = {
    ArrowDown: (at) => nodes[at + 1],
    ArrowUp: (at) => nodes[at - 1],
    ArrowRight: (at) => nodeOf(edges.find(({ dataset }) => dataset.from === numberOf(nodes[at]))?.dataset.to),
    ArrowLeft: (at) => nodeOf(edges.find(({ dataset }) => dataset.to === numberOf(nodes[at]))?.dataset.from),
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
    const reached = node ? chain(numberOf(node)) : null;
    map.classList.toggle("lit", Boolean(node));
    for (const one of nodes) one.classList.toggle("on", Boolean(reached?.has(numberOf(one))));
    for (const one of edges) one.classList.toggle("on", Boolean(reached?.has(one.dataset.from)));
  }

  for (const kind of ["pointerover", "focusin"]) map.addEventListener(kind, ({ target }) => light(target));
  for (const kind of ["pointerleave", "focusout"]) {
    map.addEventListener(kind, () => light(map.contains(document.activeElement) ? document.activeElement : null));
  }
}

if (find("#now")) start();
