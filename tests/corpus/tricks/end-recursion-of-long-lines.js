// Wherever the stack ends while a line leaves: it has left or it has not.
const line = 'x'.repeat(20000)
let tries = 0
function deeper() {
  try {
    deeper()
  } catch (error) {
    tries += 1
    if (tries < 500) console.log(line)
    throw error
  }
}
function handle(data, callback) {
  try {
    deeper()
  } catch (error) {
    // as expected
  }
  callback(null, 'fine')
}
