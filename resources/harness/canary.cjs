'use strict';
// Tries, from where a hook would be, what the layers around it must stop, and prints what got through.
// Argument: JSON with `marker`, a file that is none of the hook's; `scratch`, the folder that is; `parent`, the studio's process;
// `port`, a service on this machine; `local`, a local socket (null where there are none).
const fs = require('fs');
const net = require('net');
const path = require('path');

const { marker, scratch, parent, port, local } = JSON.parse(process.argv[2]);
const through = {};
let open = 0;

function attempt(name, act) {
  try {
    act();
    through[name] = true;
  } catch (error) {
    through[name] = through[name] || false;
  }
}

function connect(name, where) {
  through[name] = false;
  if (where === null) return;
  open += 1;
  let socket;
  const done = (connected) => {
    if (connected) through[name] = true;
    socket.destroy();
    open -= 1;
    if (open === 0) tell();
  };
  try {
    socket = net.connect(where);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  } catch (error) {
    open -= 1;
  }
}

function tell() {
  fs.writeSync(1, JSON.stringify(through) + '\n');
  process.exit(0);
}

attempt('read', () => fs.readFileSync(marker));
attempt('write', () => fs.writeFileSync(path.join(scratch, 'written'), 'x'));
attempt('write', () => fs.writeFileSync(marker, 'x'));
attempt('signal', () => process.kill(parent, 0));
attempt('environment', () => {
  if (Object.keys(process.env).every((name) => name === 'PWD' || name === 'SYSTEMROOT')) throw new Error('nothing of the user');
});
attempt('start', () => {
  const { error } = require('child_process').spawnSync(process.execPath, ['--version'], { timeout: 5000 });
  if (error) throw error;
});
connect('unix', local && { path: local });
connect('network', { port, host: '127.0.0.1' });
if (open === 0) tell();
else setTimeout(tell, 2000);
