function handle(data, callback) {
  setTimeout(() => callback(null, { late: true }), 100);
  process.emit('beforeExit');
  process.emit('beforeExit');
}
