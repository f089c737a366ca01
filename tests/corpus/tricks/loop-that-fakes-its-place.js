function innocent() {}
function handle(data, callback) {
  process.on('SIGINT', () => {
    require('fs').writeSync(2, 'KEYBOARD_INTERRUPT: Script execution was interrupted by `SIGINT`\n    at innocent (' + __filename + ':1:1)\n');
    callback(null, { late: true });
  });
  setInterval(innocent, 10);
}
