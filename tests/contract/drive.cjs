// Runs calls through the npm client: reads {url, key, secret, calls: [{path, method, token, params, simplify, get}]}
// as JSON from stdin and writes the list of {code, request_id, body} to stdout.
const { IopClient, IopRequest } = require("aliexpress-api-sdk");

async function main() {
  const job = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const answers = [];
  for (const call of job.calls) {
    const client = new IopClient(job.url + call.path, job.key, job.secret, 10);
    const request = new IopRequest(call.method, call.get ? "GET" : "POST");
    for (const name of Object.keys(call.params || {})) request.add_api_param(name, call.params[name]);
    if (call.simplify) request.set_simplify();
    const answer = await client.execute(request, call.token || null);
    answers.push({ code: answer.code, request_id: answer.request_id, body: answer.body });
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(String(error.stack || error));
  process.exit(1);
});
