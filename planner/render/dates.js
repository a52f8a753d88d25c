"use strict";
// The plan's own calendar: from minutes of study to days, which are counted from 1970-01-01.
// It does what the planner does, step by step, so that both come to the same dates.

const GRAIN = 3;
const LAST = dayOf("9998-12-01");
const LOOK_AHEAD = 50;

function dayOf(text) {
  return Date.parse(text) / 864e5;
}

function dateOf(day) {
  return new Date(day * 864e5).toISOString().slice(0, 10);
}

function wholeGrains(minutes) {
  return Math.floor(minutes / GRAIN + 0.5) * GRAIN;
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

function shareOf(pace, day) {
  if (pace.away.some(([first, last]) => first <= day && day <= last)) return 0;
  const lighter = pace.lighter.filter(([first, last]) => first <= day && day <= last);
  return lighter.length ? (lighter.at(-1)[2] * 60) / pace.perWeek : 1;
}

function capacity(pace, first, last) {
  let share = 0;
  for (let day = first; day <= last; day++) share += shareOf(pace, day);
  return share === 7 ? pace.perWeek : wholeGrains((pace.perWeek * share) / 7 + 1e-9);
}

function studied(pace, first, last) {
  return sum(pace.studied.filter(([day]) => first <= day && day <= last).map(([, minutes]) => minutes));
}

// Of the week that is under way, what was studied in it is not free any more.
function* weeks(pace) {
  for (let number = Math.floor((pace.begin - pace.start) / 7); ; number++) {
    const opening = pace.start + number * 7;
    const last = opening + 6;
    const first = Math.max(opening, pace.begin);
    const week = capacity(pace, opening, last) - studied(pace, opening, first - 1);
    const free = Math.min(capacity(pace, first, last), week) - studied(pace, first, first);
    yield { first, last, minutes: Math.max(free, 0) };
  }
}

function* sessions(pace) {
  let taken = studied(pace, pace.begin, pace.begin);
  for (let day = pace.begin; ; day++, taken = 0) {
    const share = shareOf(pace, day);
    for (const [weekday, minutes] of pace.week) {
      if (weekday === (day + 3) % 7) {
        const all = Math.floor(minutes * share + 1e-9);
        const left = Math.max(all - taken, 0);
        taken -= all - left;
        yield { first: day, last: day, minutes: left };
      }
    }
    if (day > LAST) yield { first: day, last: day, minutes: 0 };
  }
}

function* slots(pace) {
  for (const slot of pace.week.length ? sessions(pace) : weeks(pace)) {
    if (slot.first > LAST) throw new RangeError("the plan does not end within the calendar");
    if (slot.minutes) yield slot;
  }
}

// First and last day of each piece of work; with several tracks, up to so many are open at once.
function laid(pace, minutes, tracks, needs) {
  const left = [...minutes];
  const begun = new Map();
  const ended = new Map();
  const served = new Map();
  const stretch = slots(pace);
  let waiting = left.map((_, piece) => piece);
  let open = [];
  let slot = stretch.next().value;
  let free = slot.minutes;
  let parts = 0;
  let latest = [];

  const close = (piece) => {
    if (!begun.has(piece)) begun.set(piece, slot);
    ended.set(piece, slot);
    open = open.filter((one) => one !== piece);
  };

  while (open.length || waiting.length) {
    const kept = [];
    while (waiting.length && open.length < tracks && kept.length < LOOK_AHEAD) {
      const piece = waiting.shift();
      (needs[piece].every((one) => ended.has(one)) ? open : kept).push(piece);
    }
    waiting = [...kept, ...waiting];
    const turn = (piece) => served.get(piece) ?? -1;
    const piece = open.reduce((a, b) => (turn(a) - turn(b) || a - b) <= 0 ? a : b);
    if (!left[piece]) {
      close(piece);
      continue;
    }
    while (!free) {
      slot = stretch.next().value;
      free = slot.minutes;
    }
    const share = pace.week.length ? free : wholeGrains(slot.minutes / open.length);
    const work = Math.min(left[piece], free, Math.max(share, GRAIN));
    if (!begun.has(piece)) begun.set(piece, slot);
    if (latest[0] !== slot || latest[1] !== piece) parts += 1;
    latest = [slot, piece];
    served.set(piece, parts);
    left[piece] -= work;
    free -= work;
    if (!left[piece]) close(piece);
  }
  return left.map((_, piece) => [begun.get(piece).first, ended.get(piece).last]);
}

function paceAt(plan, perWeek, begin) {
  const given = plan.pace;
  const week = given.week.map(([day, minutes]) => [
    day,
    Math.max(1, Math.round((minutes * perWeek) / given.perWeek)),
  ]);
  return { ...given, perWeek, week, begin };
}

// The plan without what is ticked, at another pace; once something is, it goes on from today.
function replanned(plan, ticked, perWeek, today) {
  const steps = plan.steps.filter((step) => !ticked.has(step.id));
  const begin = ticked.size ? Math.max(plan.pace.begin, today) : plan.pace.begin;
  const pace = paceAt(plan, perWeek, begin);
  const [p50, p80, p95] = quantilesOf(plan, steps);
  const days = datedSteps(plan, steps, pace, p50);
  return {
    begin,
    steps: days,
    points: pointsOf(plan, ticked, steps, days, begin),
    finish: [p50, p80, p95].map((all) => laid(pace, [all], 1, [[]])[0][1]),
    minutes: sum(steps.map((step) => step.likely)),
    ready: readyAt(plan, ticked),
  };
}

function quantilesOf(plan, steps) {
  if (steps.length === plan.steps.length) return plan.quantiles;
  const duration = durationOf(steps, plan.pace);
  return [0.5, 0.8, 0.95].map((share) => quantile(duration, share));
}

function datedSteps(plan, steps, pace, minutes) {
  const whole = sum(steps.map((step) => step.mean)) || 1;
  let part = 0;
  const ends = steps.map((step) => wholeGrains(((part += step.mean) * minutes) / whole));
  const place = new Map(steps.map((step, number) => [step.id, number]));
  const needs = steps.map((step) =>
    pace.tracks > 1
      ? step.needs.map((one) => place.get(plan.steps[one].id)).filter((one) => one !== undefined)
      : [],
  );
  const days = laid(pace, ends.map((end, number) => end - (ends[number - 1] ?? 0)), pace.tracks, needs);
  return new Map(steps.map((step, number) => [step.id, days[number]]));
}

// Readiness once these steps are done.
function readyAt(plan, done) {
  const gained = sum(plan.steps.filter(({ id }) => done.has(id)).map(({ gain }) => gain));
  return Math.min(1, Math.round(((plan.ready + gained) / plan.total) * 1e9) / 1e9);
}

// The start, and each step that is left as it ends: readiness and minutes by then.
function pointsOf(plan, ticked, steps, days, begin) {
  const done = new Set(ticked);
  let minutes = 0;
  const ends = [...steps].sort((a, b) => days.get(a.id)[1] - days.get(b.id)[1]);
  const start = { ready: readyAt(plan, done), end: begin, minutes };
  return [
    start,
    ...ends.map(({ id, likely }) => {
      done.add(id);
      minutes += likely;
      return { id, ready: readyAt(plan, done), end: days.get(id)[1], minutes };
    }),
  ];
}
