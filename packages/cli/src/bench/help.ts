/** What `isobar bench --help` says. */
export const help = `isobar bench: measure functions from here, on all clouds by turns

Sends HTTP requests to each target at planned times, whether those before were answered or not, the targets in random
order by turns. The answers' Server-Timing (ISOBAR_SERVER_TIMING=true in the functions) tells the function's time from the
platform's, cold from warm, and the function's own 429 and 5xx from the platform's. Leaves a run in a folder.

Usage: isobar bench --target NAME=URL [--target NAME=URL ...] [options]
       isobar bench --local [FOLDER] [options]

  isobar bench --local --invocations 60 --rate 10
  isobar bench --target aws=https://a.example.com --target gcp=https://b.example.com --minutes 5 --max-usd 0.50
  isobar bench --target aws@1.4.0=https://a.example.com/old --target aws@1.5.0=https://a.example.com/new

What is measured:
  --target NAME=URL      a function; NAME@VERSION=URL where versions of one are to be compared
  --local [FOLDER]       the platforms' own runtimes on this machine, with aws/, gcp/ and azure/index.mjs of the folder
                         (those that are there); without a folder the checkout example
  --handler NAME         with --local FOLDER: the exported or registered function (default handler)

How requests arrive:
  --pattern warm         at a constant rate, over open connections (default)
            poisson      at random times, as those of many users
            burst        --burst-size at once over new connections, every --gap seconds
            cold         each for a new instance. With --local the instances are ended before it. A cloud's instances
                         nobody outside can end: there each comes after --gap idle seconds, and is cold only where the
                         platform has let go of its instances by then. The stamp says which were
  --rate N               requests per second to each target, warm and poisson (default 5)
  --burst-size N         requests at once, burst (default 10) and cold (default 1)
  --gap SECONDS          default 10 (burst), 600 (cold)
  --block N              requests to each target in a block (default 10, or --burst-size); the first block is discarded
  --seed N               of the order and the times; the same seed is the same plan (default random)

When it ends, whichever comes first:
  --invocations N        requests to each target, the first block not counted (default 200, cold 20; 10000 with another rule)
  --minutes N            time
  --width N              the 95 % interval of every target's median is at most this share of it: 0.05
  --max-usd N            the estimated cost, each invocation billed alone. The estimate is shown first; as much as those
                         under way can cost at most is always left
  --model NAME=MODEL     what a target is billed by: aws=aws-arm:512, gcp=gcp:512:1, azure=azure-flex:2048
                         (default: 2048 MiB on the dearest usual model of the cloud in its name)

What is sent:
  --method, --body TEXT|@FILE, --header "name: value" (any number), --timeout SECONDS (default 30)
  --path [NAME=]PATH     with --local FOLDER: path of the request, of one platform or all (default /)

What comes out:
  --output DIR           where the run folder is made (default ./isobar-runs): run.json, client.jsonl, and with --local or
                         --receive the functions' telemetry as traces.jsonl, logs.jsonl and metrics.jsonl
  --receive [HOST:]PORT  receive the targets' telemetry here, over OTLP/HTTP
  --json                 one JSON object on stdout, and nothing else there
  --help                 this text

Ctrl-C ends the run early; what was measured by then is a run all the same.

Exit code: 0, or 1 where a target could not be measured, or 2 for a mistake in the options, or a full disk.
`;
