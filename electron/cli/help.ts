/** What `pipewright --help` prints. */
export const help = `Pipewright: machine-learning pipelines on your own machine.

Usage
  pipewright run <folder> <pipeline> [options]   run a pipeline, live, and end with its outcome
  pipewright run <folder> --resume <run>         go on from a run that failed, was cancelled or crashed
  pipewright repl <folder> <pipeline> <block>    a Python prompt where the block failed; --run <run> chooses a run
  pipewright list <folder> [--json]              pipelines of a project
  pipewright validate <folder> [--json]          problems in a project's files; runs nothing
  pipewright schedule <folder> [--json]          fire the project's triggers until Ctrl+C
  pipewright backfill <folder> <pipeline> --from <date> --to <date> [--every "2 hours"] [--parallel 4]
                                                 run it once for each date of a range, in UTC
  pipewright loop <folder> <model> [--traffic <pipeline>] [--port 7400]
                                                 train, serve, watch and train anew: until Ctrl+C, or until the pipeline has sent its requests
  pipewright sweep <folder> <pipeline> --over lr=0.01,0.1 --over depth=3..9 --metric auc --maximise
                                                 run it with each combination and compare; --random 20 draws some (lr=log:0.001..0.1),
                                                 --halving 5 ends those not among the best third at steps 5, 15, 45, …; --parallel 4
  pipewright tracking <folder> [--port 5000] [--no-token]
                                                 answer MLflow's clients until Ctrl+C
  pipewright tracking import <folder> <store>    take over a store of MLflow: mlruns or mlflow.db
  pipewright tracking export <folder> <store>    write the experiments into one
  pipewright models <folder> [model] [--json]    models of a project, or versions of one
  pipewright promote <folder> <model>/<version>  make a version the champion; --reason "…" is kept with it
  pipewright rollback <folder> <model>           make the champion before the present one the champion again
  pipewright register <folder> <model> <dir>     a folder in MLflow's layout becomes a version; --alias <alias>
  pipewright serve <folder> <model>[@alias|/version] [--port 7400] [--workers 2]
                                                 answer requests with a model until Ctrl+C
  pipewright package <folder> <model>@<alias> --as mlflow|fastapi|docker|onnx --to <dir>
                                                 a folder that runs without Pipewright, with a test
  pipewright env create <folder>                 make the project's .venv and install requirements.txt
  pipewright open [folder]                       open the window

Options of run
  --block <id>        only this block, fed by earlier outputs
  --to <id>           this block and everything upstream of it
  --from <id>         this block and everything downstream of it
  --var <name=value>  a variable; may be given several times
  --changed           only what changed runs; outputs of the rest are reused
  --explain           with --changed or --resume: only say what would run and why
  --resume <run>      go on from a run that did not complete, instead of starting one
  --again <block run> with --resume, of any run: only this runs again, and what it feeds; may be given several times:
                      each:3 (child 3 of "each"), each:failed (its children that did not complete), each (all of them)
  --json              one JSON event a line
  --trust             trust the folder: its code may run, now and later
  --no-color          no colours

  -h, --help          this text
  -v, --version       the version

Exit codes
  0 completed   1 failed   2 wrong use   130 interrupted
`
