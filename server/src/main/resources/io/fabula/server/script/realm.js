// Prepares a context, once: takes away what scripts shall not have, makes the rest immutable, so that nothing
// of one call is left for the next, and returns what runs scripts. Until it is through no script runs, and
// afterwards nobody can change what it uses. Realm.java is the other side of it.
"use strict";
(function (host, limits) {
  // 1. Names. A list of what stays, so that a newer engine adds nothing unseen.
  const stays = new Set(
    ("Object Function Array String Date Number Boolean RegExp Math JSON NaN Infinity undefined isNaN isFinite " +
      "parseFloat parseInt encodeURI encodeURIComponent decodeURI decodeURIComponent Error EvalError RangeError " +
      "ReferenceError SyntaxError TypeError URIError AggregateError Map Set WeakMap WeakSet Symbol Reflect " +
      "Promise globalThis Intl").split(" "));
  for (const key of Reflect.ownKeys(globalThis)) {
    if (!stays.has(key)) {
      delete globalThis[key];
    }
  }

  // 2. Guards. The engine cannot be stopped in its own loops over a `length`, and a length costs nothing.
  const checkLength = (length) => {
    if (length > limits.items) {
      throw new RangeError("an array of " + length + " items; the limit is " + limits.items);
    }
  };
  const define = (owner, name, method, like) => {
    Object.defineProperty(method, "length", { value: like.length });
    Object.defineProperty(owner, name, { value: method });
  };
  const guardMethod = (name, method) => {
    const guarded = {
      [name](...rest) {
        if (!Array.isArray(this)) {
          throw new TypeError("Array.prototype." + name + " takes arrays only; Array.from makes one");
        }
        checkLength(this.length);
        for (let i = 0; i < rest.length; i++) {
          if (Array.isArray(rest[i])) {
            checkLength(rest[i].length);
          }
        }
        return Reflect.apply(method, this, rest);
      },
    };
    define(Array.prototype, name, guarded[name], method);
  };
  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    const method = Array.prototype[name];
    if (typeof method === "function" && name !== "constructor") {
      guardMethod(name, method);
    }
  }
  // Functions that go through a list that they are given.
  const guardTaker = (owner, name, at) => {
    const taker = owner[name];
    const guarded = {
      [name](...values) {
        const list = values[at];
        if (Array.isArray(list)) {
          checkLength(list.length);
        } else if (list !== null && typeof list === "object" && list[Symbol.iterator] === undefined) {
          // Asked once: a second answer might be another.
          const length = Math.min(Number(list.length) || 0, limits.items + 1);
          checkLength(length);
          const copy = [];
          for (let i = 0; i < length; i++) {
            copy[i] = list[i];
          }
          values[at] = copy;
        }
        return Reflect.apply(taker, this, values);
      },
    };
    define(owner, name, guarded[name], taker);
  };
  guardTaker(Array, "from", 0);
  guardTaker(Function.prototype, "apply", 1);
  const stringify = JSON.stringify;
  const guardedStringify = {
    stringify(value, only, space) {
      if (Array.isArray(only)) {
        checkLength(only.length);
      }
      return stringify(value, only, space);
    },
  };
  define(JSON, "stringify", guardedStringify.stringify, stringify);

  // 3. Frozen, all that can be reached. A frozen method must not keep an object from having a field of its name.
  const overridable = (owner) => {
    for (const key of Reflect.ownKeys(owner)) {
      const { value, writable, enumerable, configurable } = Reflect.getOwnPropertyDescriptor(owner, key);
      if (writable && configurable) {
        Object.defineProperty(owner, key, {
          enumerable,
          get: () => value,
          set(other) {
            if (this === owner) {
              throw new TypeError("Cannot assign to read only property '" + String(key) + "'");
            }
            Object.defineProperty(this, key, { value: other, writable: true, enumerable: true, configurable: true });
          },
        });
      }
    }
  };
  overridable(Object.prototype);
  for (const kind of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError]) {
    overridable(kind.prototype);
  }
  const seen = new Set();
  const left = [
    globalThis, function* () {}, async function () {}, async function* () {}, (function* () {})(),
    (async function* () {})(), [].values(), "".matchAll(/x/g), ""[Symbol.iterator](), new Map().keys(),
    new Set().keys(), (function () { return arguments; })(), new Intl.Segmenter().segment(""),
    new Intl.Segmenter().segment("")[Symbol.iterator](),
  ];
  const { freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const ownKeys = Reflect.ownKeys;
  // A list that grows while it is gone through, without calls: each costs the interpreter much.
  for (let next = 0, end = left.length; next < end; next++) {
    const thing = left[next];
    const before = seen.size;
    if (seen.add(thing).size === before) {
      continue;
    }
    freeze(thing);
    const above = getPrototypeOf(thing);
    if (above !== null) {
      left[end++] = above;
    }
    const keys = ownKeys(thing);
    for (let i = 0; i < keys.length; i++) {
      const property = getOwnPropertyDescriptor(thing, keys[i]);
      const value = property.value;
      if (value === undefined) {
        if (property.get !== undefined) {
          left[end++] = property.get;
        }
        if (property.set !== undefined) {
          left[end++] = property.set;
        }
      } else if (value !== null && (typeof value === "object" || typeof value === "function")) {
        left[end++] = value;
      }
    }
  }

  // 4. Values cross as text: a letter that says what it is, then the text.
  const crossing = (text) => {
    if (text.length > limits.output) {
      host.exceed("output", text.length);
    }
    return text;
  };
  const encode = (value) => {
    if (typeof value === "string") {
      return "t" + crossing(value);
    }
    const json = JSON.stringify(value);
    return json === undefined ? undefined : "j" + crossing(json);
  };
  const decode = (text) => {
    if (text === null) {
      return undefined;
    }
    switch (text[0]) {
      case "t": return text.slice(1);
      case "j": return JSON.parse(text.slice(1));
      default: throw new Error(text.slice(1));
    }
  };

  // 5. What a script finds.
  const hostFunction = (name, awaited) => {
    const call = (...values) => decode(host.invoke(name, ...values.slice(0, 16).map((v) => encode(v) ?? "jnull")));
    return Object.freeze(awaited ? async (...values) => call(...values) : call);
  };
  // `rooms.join` becomes the function `join` of an object `rooms`; what is to be awaited begins with a star.
  const words = (names) => {
    const made = Object.create(null);
    for (const word of names.split(" ").filter((word) => word !== "")) {
      const name = word.replace("*", "");
      const [owner, member] = name.split(".");
      const body = hostFunction(name, word !== name);
      if (member === undefined) {
        made[owner] = body;
      } else {
        (made[owner] ??= {})[member] = body;
      }
    }
    return Object.values(made).map(Object.freeze);
  };
  const shown = (value) => {
    try {
      return typeof value === "string" ? value : value instanceof Error ? String(value) : JSON.stringify(value) ?? String(value);
    } catch (e) {
      return "[cannot be shown]";
    }
  };
  const logger = (level) => Object.freeze((...values) =>
    host.log(level, values.slice(0, 16).map((value) => shown(value).slice(0, limits.logged)).join(" ").slice(0, limits.logged)));
  const console = Object.freeze({
    log: logger("info"), info: logger("info"), warn: logger("warn"), error: logger("error"), debug: logger("debug"),
  });

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch (e) {
      return text;
    }
  };
  const withText = (msg, raw) => {
    const fields = typeof msg === "object" && msg !== null && !Array.isArray(msg) ? msg : {};
    if (!Object.hasOwn(fields, "text")) {
      Object.defineProperty(fields, "text", { value: raw, writable: true, enumerable: false, configurable: true });
    }
    return fields;
  };

  // 6. A call. `state` and `connection.state` are the same, until one of them is set to something new.
  const run = (script, values, transforms, usesState, id, path, headers, raw, json, binary, stored) => {
    let state, first, head;
    let loaded = false;
    let assigned = false;
    const load = () => {
      if (!loaded) {
        loaded = true;
        first = state = stored === null ? {} : JSON.parse(stored);
      }
      return state;
    };
    const untouched = () => !loaded || (stored === null && !assigned && Object.keys(state).length === 0);
    const connection = {
      id,
      path,
      get headers() {
        return (head ??= JSON.parse(headers));
      },
      get state() {
        load();
        return untouched() ? undefined : state;
      },
      set state(value) {
        load();
        state = value;
        assigned = true;
      },
    };
    const msg = binary !== null ? { binary } : raw === null ? undefined : json ? parsed(raw) : raw;
    const message = raw === null ? msg : withText(msg, raw);
    const parts = script(message, msg, connection, usesState ? load() : undefined, console, ...values);
    const remains = () => {
      const last = usesState ? parts.state() : first;
      if (!assigned && last !== first) {
        state = last;
        assigned = true;
      }
      if (untouched()) {
        return null;
      }
      const text = state === null ? "" : JSON.stringify(state) ?? "";
      return text === stored ? null : crossing(text);
    };
    const isMessage = (value) => value !== undefined && (value === message || (value === msg && typeof msg === "object"));
    // Beside a list and beside a text stands an empty object, which a script may fill.
    const whole = () => (typeof msg === "object" && Object.keys(message).length === 0 ? msg : message);
    const ownText = () => {
      const text = Reflect.getOwnPropertyDescriptor(message, "text");
      return text === undefined || text.enumerable ? raw : text.value;
    };
    // JSON is compared as both would be written now, so that spaces and long numbers are no change.
    const asItCame = () =>
      binary !== null
        ? message.binary === binary && Object.keys(message).length === 1
        : ownText() === raw &&
          JSON.stringify(whole()) === (typeof msg === "object" ? JSON.stringify(JSON.parse(raw)) : "{}");
    // What a script means that returns its message after all, changed.
    const left = () => (binary !== null ? message : ownText() !== raw ? ownText() : whole());
    const asCame = () => (binary !== null ? "b" + binary : (typeof msg === "object" ? "j" : "t") + raw);
    const outgoing = (value) => {
      if (value === null) {
        return undefined;
      }
      if (typeof value === "object" && Object.hasOwn(value, "binary") && Object.keys(value).length === 1) {
        const bytes = value.binary;
        if (typeof bytes === "string") {
          return "b" + crossing(bytes);
        }
      }
      return encode(value);
    };
    const finish = (result) => {
      const given = transforms && result === undefined ? message : result;
      const kept = isMessage(given) && asItCame();
      if (transforms && (kept || (raw !== null && given === raw))) {
        host.settle(remains(), true);
        return;
      }
      const texts = [];
      const list = Array.isArray(given) && !isMessage(given) ? given : [given];
      checkLength(list.length);
      for (let i = 0; i < list.length; i++) {
        const item = list[i];
        const text = !isMessage(item) ? outgoing(item) : kept || asItCame() ? asCame() : outgoing(left());
        if (text !== undefined) {
          texts.push(text);
        }
      }
      if (texts.length > limits.answers) {
        host.exceed("answers", texts.length);
      }
      host.settle(remains(), false, ...texts);
    };
    (async () => {
      const body = parts.run;
      const result = await body();
      if (parts.exported === undefined) {
        finish(result);
      } else {
        const exported = parts.exported();
        finish(await exported(msg, connection));
      }
    })().catch(host.fail);
  };
  return { run, words, sourceOf: (script) => script.toString() };
})
