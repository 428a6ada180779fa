package dev.sluice.provider.openai.responses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of an answer, and which of them an event is about: the one with its {@code
 * output_index}; by the id where servers leave the index out; with neither the latest that it can
 * be about. The index goes first because there are servers that give an item another id in each
 * event. Others give all items one index: then ids go first. Not thread-safe.
 */
final class Items {
  /**
   * A bound on the items, each of which takes much more memory than the few bytes that begin it.
   */
  static final int MAX = 4096;

  private final String provider;
  private final List<Item> all = new ArrayList<>(4);
  private final Map<Long, Item> byIndex = new HashMap<>(8);
  private final Map<String, Item> byId = new HashMap<>(8);
  private boolean indexed;
  private boolean indexesRepeat;

  Items(String provider) {
    this.provider = provider;
  }

  List<Item> all() {
    return all;
  }

  /** Whether ids tell something that indexes do not. */
  boolean needsIds() {
    return !indexed || indexesRepeat;
  }

  /** Whether an index alone says which item it is. */
  boolean isTold(long index) {
    return index >= 0 && !indexesRepeat;
  }

  /**
   * The item that something is about.
   *
   * @param type what it is, if it has not begun
   */
  Item of(long index, String id, String type) {
    Item found = find(index, id, type);
    return found != null && found.fits(type) ? found : begin(index, id, type);
  }

  /** An item begins: the one that something was told of already, or a new one. */
  Item added(long index, String id, String type) {
    indexed |= index >= 0;
    Item found = find(index, id, type);
    if (found != null
        && found.fits(type)
        && (!found.added || (!id.isEmpty() && found.id.equals(id)))) {
      if (found.id.isEmpty() && !id.isEmpty()) {
        found.id = id;
        byId.put(id, found);
      }
      found.added = true;
      return found;
    }
    indexesRepeat |= index >= 0 && byIndex.containsKey(index);
    Item begun = begin(index, id, type);
    begun.added = true;
    return begun;
  }

  /** The item that is over: null if that has been told before. */
  @Nullable Item over(long index, String id, String type) {
    Item found = find(index, id, type);
    if (found == null || !found.fits(type)) {
      return begin(index, id, type);
    }
    if (!found.done) {
      return found;
    }
    return id.isEmpty() || found.id.equals(id) ? null : begin(index, id, type);
  }

  private Item begin(long index, String id, String type) {
    if (all.size() >= MAX) {
      throw UnreadableException.tooMuch("the list of output items", MAX, "items");
    }
    Item item = new Item(provider, all.size(), index, id, type);
    all.add(item);
    if (index >= 0) {
      byIndex.put(index, item);
    }
    if (!id.isEmpty()) {
      byId.put(id, item);
    }
    return item;
  }

  private @Nullable Item find(long index, String id, String type) {
    Item byNumber = index >= 0 ? byIndex.get(index) : null;
    if (byNumber != null && !indexesRepeat) {
      return byNumber;
    }
    Item named = id.isEmpty() ? null : byId.get(id);
    if (named != null) {
      return named;
    }
    if (index >= 0) {
      return byNumber;
    }
    for (Item item : all.reversed()) {
      boolean mayBe = id.isEmpty() || item.id.isEmpty();
      if (mayBe && !item.done && item.fits(type)) {
        return item;
      }
    }
    return null;
  }

  /**
   * Which item each of these is that a whole response lists: by its id, else the first one of its
   * type that is none of the others; a new one begins for what was not told before. Positions in
   * the list say nothing, since some servers leave items out of it.
   */
  List<Item> listed(List<OutputItem> outputs) {
    List<@Nullable Item> known = new ArrayList<>(outputs.size());
    Set<Item> taken = new HashSet<>();
    for (OutputItem output : outputs) {
      Item named = output.id.isEmpty() ? null : byId.get(output.id);
      known.add(named != null && named.fits(output.type) && taken.add(named) ? named : null);
    }
    List<Item> listed = new ArrayList<>(outputs.size());
    List<Item> told = List.copyOf(all);
    int next = 0;
    for (int i = 0; i < outputs.size(); i++) {
      Item item = known.get(i);
      for (int at = next; item == null && at < told.size(); at++) {
        Item candidate = told.get(at);
        if (taken.contains(candidate)) {
          next = at == next ? next + 1 : next; // So that long lists are gone through once.
        } else if (candidate.fits(outputs.get(i).type)) {
          item = candidate;
          taken.add(candidate);
        }
      }
      listed.add(item == null ? begin(-1, outputs.get(i).id, outputs.get(i).type) : item);
    }
    return listed;
  }
}
