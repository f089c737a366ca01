const { setTraceSigInt } = require('util')
function handle() {
  try { setTraceSigInt(false) } catch (error) { console.log(error.code || 'there is none') }
  for (;;);
}
