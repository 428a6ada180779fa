package dev.sluice.server.run;

import dev.sluice.chat.Ending;

/** A client that follows a run, as its run and those who keep the time see it. */
interface Client extends Follower {

  /** Begins to follow; at home. */
  void begin();

  /** The run has ended so; told once, by any thread. */
  void ended(Ending ending);

  /** It is told no more: its response breaks off. */
  void cut();
}
