package io.fabula.generator.blueprint;

import java.util.Arrays;

/// The entities of one kind in a world: who lives and in which state, who can act, who rests and
/// until when, and which rows are vacant. For the world's thread.
///
/// Those who live stand in `rows`, first those who can act, in no order. A row of an entity that
/// has gone is taken again as late as possible, so that what it left can still be read.
final class Cast {
  static final long NEVER = Long.MAX_VALUE;
  private static final int GONE = -1;

  final EntityKind kind;

  /// The state of each row, below 0 where nobody lives there.
  final int[] states;

  /// Who lives, or has lived last, in each row: its number among all of its kind, from 1.
  final double[] numbers;

  /// Rows of those who live.
  final int[] rows;

  private final int[] places;
  private final int[] vacant;
  private int firstVacant;
  private int vacancies;
  private int ready;
  private int living;
  private double born;
  private final Alarms alarms;

  Cast(EntityKind kind) {
    int limit = kind.limit();
    this.kind = kind;
    this.states = new int[limit + 1];
    this.numbers = new double[limit + 1];
    this.rows = new int[limit];
    this.places = new int[limit];
    this.vacant = new int[kind.owner().isPresent() ? 0 : limit];
    this.vacancies = vacant.length;
    this.alarms = new Alarms(kind.dwells() ? limit : 0);
    Arrays.fill(states, GONE);
    Arrays.setAll(vacant, row -> row);
  }

  int living() {
    return living;
  }

  /// How many can act; theirs are the first `rows`.
  int ready() {
    return ready;
  }

  int vacancies() {
    return vacancies;
  }

  boolean lives(int row) {
    return states[row] != GONE;
  }

  /// Whether the entity that a link was made to still lives.
  boolean lives(double link) {
    int row = Link.row(link);
    return lives(row) && (long) numbers[row] == Link.number(link);
  }

  double link(int row) {
    return Link.of(numbers[row], row);
  }

  /// A row for one more; there must be a vacancy.
  int vacancy() {
    int row = vacant[firstVacant];
    firstVacant = firstVacant + 1 == vacant.length ? 0 : firstVacant + 1;
    vacancies--;
    return row;
  }

  /// The row can be taken again.
  void vacate(int row) {
    int last = firstVacant + vacancies;
    vacant[last < vacant.length ? last : last - vacant.length] = row;
    vacancies++;
  }

  /// One more lives, and rests.
  void admit(int row) {
    born++;
    numbers[row] = born;
    states[row] = kind.start;
    rows[living] = row;
    places[row] = living;
    living++;
  }

  /// One fewer lives.
  void dismiss(int row) {
    rest(row);
    living--;
    swap(places[row], living);
    states[row] = GONE;
  }

  /// The entity can act from now on.
  void rouse(int row) {
    if (places[row] >= ready) {
      alarms.cancel(row);
      swap(places[row], ready);
      ready++;
    }
  }

  /// The entity cannot act until it is roused.
  void rest(int row) {
    alarms.cancel(row);
    if (places[row] < ready) {
      ready--;
      swap(places[row], ready);
    }
  }

  /// The entity cannot act until that time.
  void restUntil(int row, long nanos) {
    rest(row);
    alarms.set(row, nanos);
  }

  /// Rouses all whose time has come.
  void rouseUntil(long nanos) {
    while (alarms.earliest() <= nanos) {
      rouse(alarms.first());
    }
  }

  /// When the next one is roused, [#NEVER] where nobody waits for a time.
  long nextAlarm() {
    return alarms.earliest();
  }

  /// The entities in two places change them.
  void swap(int a, int b) {
    int row = rows[a];
    rows[a] = rows[b];
    rows[b] = row;
    places[rows[a]] = a;
    places[row] = b;
  }

  /// A link to somebody, any but the one in row `but`; nobody where there is none.
  double pick(World world, int but) {
    boolean excepted = but >= 0 && lives(but);
    int others = living - (excepted ? 1 : 0);
    if (others <= 0) {
      return kind.nobody();
    }
    int place = world.dice.below(others);
    return link(rows[excepted && place >= places[but] ? place + 1 : place]);
  }

  /// A link to one of those who belong to the owner in a row, any but the one in row `but`.
  double pickOf(World world, int owner, int but) {
    int first = owner * kind.most();
    // Nobody's would be behind all others.
    int end = Math.min(first + kind.most(), kind.limit());
    int others = 0;
    for (int row = first; row < end; row++) {
      others += lives(row) && row != but ? 1 : 0;
    }
    int left = others == 0 ? -1 : world.dice.below(others);
    for (int row = first; row < end && left >= 0; row++) {
      if (lives(row) && row != but && left-- == 0) {
        return link(row);
      }
    }
    return kind.nobody();
  }
}
