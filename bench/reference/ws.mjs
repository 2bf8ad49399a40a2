// Reference server on the `ws` library.
//
//   node ws.mjs PORT [N] [plain|corked|framed] [--rounds=K] [--bound=BYTES]
//
// Prints `ready PORT` when it listens on 127.0.0.1 (PORT 0 = any free port).
//
//   /echo          sends every message back, text as text, binary as binary
//   /idle          accepts and does nothing; GET /broadcast sends one message
//                  to all clients of /idle
//   /broadcast     one shared stream, as fast as it goes, while at least N
//                  clients are connected (?n= on a client replaces N)
//   /private       one stream of fresh events per client, as fast as it goes
//   /paced?rate=R  R fresh events a second per client
//
// Modes of /broadcast and /private:
//   plain    ws.send() only
//   corked   ws.send() between socket.cork() and socket.uncork(), so one
//            system call takes several messages (uses the private ws._socket)
//   framed   /broadcast only: the frame is built once with Sender.frame() and
//            written to the socket, K at a time; goes around ws.send()

import http from 'node:http';
import WebSocket, { Sender, WebSocketServer } from 'ws';

const flags = process.argv.slice(2).filter((a) => a.startsWith('--'));
const words = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const flag = (name, otherwise) => {
  const found = flags.find((f) => f.startsWith(`--${name}=`));
  return found ? Number(found.slice(name.length + 3)) : otherwise;
};

const port = Number(words[0] ?? 0);
let need = Number(words[1] ?? 1);
const mode = words[2] ?? 'corked';
if (!Number.isInteger(port) || !(need >= 1) || !['plain', 'corked', 'framed'].includes(mode)) {
  console.error('usage: node ws.mjs PORT [N] [plain|corked|framed] [--rounds=K] [--bound=BYTES]');
  process.exit(2);
}

// Messages sent to a client in a row before other work is looked at.
const ROUNDS = flag('rounds', mode === 'plain' ? 8 : 256);
// No new messages while more than this waits in user space.
const BOUND = flag('bound', 1 << 20);

const { OPEN } = WebSocket;
const MESSAGE = Buffer.from(JSON.stringify({ type: 'tick', data: 'x'.repeat(175) })); // 200 bytes
const TEXT = { binary: false };

const options = { noServer: true, perMessageDeflate: false };
const echo = new WebSocketServer(options);
const idle = new WebSocketServer(options);
const broadcast = new WebSocketServer(options);
const solo = new WebSocketServer(options);
const paced = new WebSocketServer(options);
const routes = new Map([
  ['/echo', echo],
  ['/idle', idle],
  ['/broadcast', broadcast],
  ['/private', solo],
  ['/paced', paced],
]);

// ---- /echo

echo.on('connection', (ws) => {
  ws.on('error', ignore);
  ws.on('message', (data, isBinary) => {
    ws.send(data, { binary: isBinary });
  });
});

// ---- /idle

idle.on('connection', (ws) => ws.on('error', ignore));

function sendToIdle() {
  let sent = 0;
  idle.clients.forEach((client) => {
    if (client.readyState === OPEN) {
      client.send(MESSAGE, TEXT);
      sent++;
    }
  });
  return sent;
}

// ---- /broadcast

const burst = Buffer.concat(
  Array(ROUNDS).fill(Buffer.concat(Sender.frame(MESSAGE, { fin: true, opcode: 1 })))
);
let running = false;

broadcast.on('connection', (ws, request, query) => {
  ws.on('error', ignore);
  if (query.has('n')) need = Math.max(1, Number(query.get('n')) || 1);
  if (!running && broadcast.clients.size >= need) {
    running = true;
    setImmediate(pump);
  }
});

function pump() {
  const { clients } = broadcast;
  if (clients.size < need) {
    running = false;
    return;
  }
  let waiting = 0;
  clients.forEach((c) => (waiting += c.bufferedAmount));
  if (waiting < BOUND) {
    if (mode === 'plain') {
      for (let i = 0; i < ROUNDS; i++) {
        clients.forEach((c) => c.readyState === OPEN && c.send(MESSAGE, TEXT));
      }
    } else if (mode === 'corked') {
      // All rounds of one client at a time: twice as fast as round by round.
      clients.forEach((c) => {
        if (c.readyState !== OPEN) return;
        const socket = c._socket;
        socket.cork();
        for (let i = 0; i < ROUNDS; i++) c.send(MESSAGE, TEXT);
        socket.uncork();
      });
    } else {
      clients.forEach((c) => c.readyState === OPEN && c._socket.write(burst));
    }
  }
  setImmediate(pump);
}

// ---- /private

function event(sequence) {
  return JSON.stringify({
    type: 'measurement',
    timestamp: new Date().toISOString(),
    sequence,
    data: {
      sensor: 'sensor-' + (sequence & 63),
      value: 20 + (sequence % 1000) / 100,
      unit: 'celsius',
      status: 'nominal',
      location: 'hall 3, row 12',
      tags: ['a', 'b'],
    },
  });
}

solo.on('connection', (ws) => {
  ws.on('error', ignore);
  let sequence = 0;
  const run = () => {
    if (ws.readyState !== OPEN) return;
    if (ws.bufferedAmount < BOUND) {
      if (mode === 'plain') {
        for (let i = 0; i < ROUNDS; i++) ws.send(event(sequence++));
      } else {
        const socket = ws._socket;
        socket.cork();
        for (let i = 0; i < ROUNDS; i++) ws.send(event(sequence++));
        socket.uncork();
      }
    }
    setImmediate(run);
  };
  run();
});

// ---- /paced

paced.on('connection', (ws, request, query) => {
  ws.on('error', ignore);
  const rate = Number(query.get('rate') ?? 1);
  if (!(rate > 0)) return ws.close(1008, 'rate must be above 0');
  const start = performance.now();
  let sequence = 0;
  const run = () => {
    if (ws.readyState !== OPEN) return;
    const now = performance.now();
    const due = Math.floor(((now - start) * rate) / 1000);
    while (sequence < due && ws.bufferedAmount < BOUND) ws.send(event(sequence++));
    // Timers count in whole milliseconds, the rest is waited for in the loop.
    const wait = start + ((due + 1) * 1000) / rate - now;
    if (wait >= 2) setTimeout(run, Math.floor(wait) - 1);
    else setImmediate(run);
  };
  run();
});

// ---- http

function ignore() {}

const server = http.createServer((request, response) => {
  if (request.method === 'GET' && request.url === '/broadcast') {
    const body = `${sendToIdle()}\n`;
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': body.length });
    response.end(body);
    return;
  }
  response.writeHead(404, { 'Content-Length': 0 });
  response.end();
});

server.on('upgrade', (request, socket, head) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const wss = routes.get(pathname);
  if (!wss) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request, searchParams));
});

// The default backlog of 511 is short for 1000 clients that come at once.
server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`ready ${server.address().port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
