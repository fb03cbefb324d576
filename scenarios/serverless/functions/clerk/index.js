const { greet } = require('words');

exports.handler = async (event) => {
  process.stdout.write(`${greet(process.env.STAGE)} ${JSON.stringify(event)} ${process.env.TABLE}\n`);
};
