const { steal } = require('./steal');
steal();
