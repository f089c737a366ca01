const fs = require('fs')
function handle() {
  fs.writeSync(2, 'KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`\n    at honest (/home/someone/hook.js:99:1)\n')
  for (;;);
}
