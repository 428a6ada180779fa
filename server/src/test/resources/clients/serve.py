# Runs a script again and again in one process, since importing its packages is what takes long:
# each line of the input is what the script is told, with tabs between, and "done=STATUS" is
# written behind what it tells. Its own input ends with the next line.
import runpy
import sys
import traceback

script, lines = sys.argv[1], sys.stdin


class Until:
    def read(self):
        return lines.readline()

    readline = read


for line in iter(lines.readline, ""):
    sys.argv = [script, *line.rstrip("\n").split("\t")]
    sys.stdin = Until()
    status = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as left:
        status = left.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    print(f"done={status}", flush=True)
