function handle(data, callback) {
  const domain = require('domain').create();
  domain.on('error', () => {});
  domain.run(() => setTimeout(() => { throw new Error('the domain takes it'); }, 5));
}
