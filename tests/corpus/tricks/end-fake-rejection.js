function handle(data, callback) {
  process.emit('unhandledRejection', new Error('there was none'), Promise.resolve());
  process.emit('unhandledRejection', new Error('there was none'), undefined);
  callback(null, { fine: true });
}
