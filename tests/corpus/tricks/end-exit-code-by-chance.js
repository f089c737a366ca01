function handle() {
  process.exitCode = 71;
  process.removeAllListeners('beforeExit');
}
