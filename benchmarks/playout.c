/* The same tables played by a straightforward C program: what a compiled language makes of this design.
 *
 * Reads the packed tables (written by native.py), plays random games, prints their number, nanoseconds and a checksum of all results.
 * It mirrors wargame/kernel function by function; see there for what the tables mean.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef __BMI2__
#include <immintrin.h>
#endif

typedef int64_t i64;
typedef uint64_t u64;
typedef int16_t cell;
#ifndef TABLE
#define TABLE int16_t /* what the tables hold: int16_t, or int32_t for large numbers */
#endif
typedef TABLE entry;

/* In the order of kernel/tables.py; and of kernel/state.py. */
enum { SIZES, START, TERMS, SUMMANDS, SUMS, RANGES, TESTS, GUARDS, DERIVED, REFRESH, ADDS, STEPS, BODIES, OUTCOMES, RULES,
       PHASES, MOMENTS, MOMENT_RULES, PLANS, ROWS, CHECKS, PLAN_MOVES, APPEALS, APPEAL_REFRESH, ENDINGS, SCORES,
       TALLIES };
enum { PHASE, ROUND, CLOCK, PLY, ENDING_CLASS, END_ROUND, END_PHASE, NEXT_PHASE, END_GAME, TURN, FIRST, MOVED, STAGE, MOMENT,
       CURSOR, RULE, PENDING, ENDING, FAULT, SPARE, AGAIN };
enum { DECIDE, CHANCE, EVENTS, OVER };
enum { SETUP, AFTER_PLY, AFTER_ROUND, AFTER_PHASE, FINAL };

static entry *ints;
static u64 *words, *masks, *spins, *keys;
#define T(name) (ints + ints[name])

static const u64 STEP = 0x9E3779B97F4A7C15u;
static u64 mix(u64 w) {
    w = (w ^ (w >> 30)) * 0xBF58476D1CE4E5B9u;
    w = (w ^ (w >> 27)) * 0x94D049BB133111EBu;
    return w ^ (w >> 31);
}
static u64 keyed(u64 key, u64 number) { return mix(key + (number + 1) * STEP); }
static u64 roll(u64 key, u64 ply, u64 rule) { return mix(mix(key ^ rule) + ply * STEP); }
static i64 share(u64 bits, i64 total) { return (i64)(((unsigned __int128)bits * (u64)total) >> 64); }
/* Bits whose lowest 1 is the n-th of `bits`. */
static u64 from_nth(u64 bits, i64 nth) {
#ifdef __BMI2__
    return _pdep_u64(1ull << nth, bits);
#else
    while (nth--) bits &= bits - 1;
    return bits;
#endif
}
static i64 clamped(i64 v, i64 low, i64 high) {
    v = v < low ? low : v;
    return v > high ? high : v;
}

static int holds(cell *s, i64 guard) {
    if (!guard) return 1;
    entry *g = T(GUARDS) + 2 * guard;
    for (entry *r = T(RANGES) + 3 * g[0], *end = T(RANGES) + 3 * g[2]; r < end; r += 3)
        if (s[r[0]] < r[1] || s[r[0]] > r[2]) return 0;
    for (entry *t = T(TESTS) + 4 * g[1], *end = T(TESTS) + 4 * g[3]; t < end; t += 4) {
        i64 v = t[1];
        for (i64 k = t[2]; k < t[3]; k++) v += T(TERMS)[2 * k] * s[T(TERMS)[2 * k + 1]];
        if (t[0] == 0 ? v < 0 : (v == 0) != (t[0] == 1)) return 0;
    }
    return 1;
}
static i64 total(cell *s, i64 which) {
    i64 value = 0;
    for (entry *u = T(SUMMANDS) + 10 * T(SUMS)[which], *end = T(SUMMANDS) + 10 * T(SUMS)[which + 1]; u < end; u += 10)
        if (holds(s, u[0])) {
            value += u[1] + u[2] * s[u[3]] + u[4] * s[u[5]] + u[6] * s[u[7]];
            for (i64 k = u[8]; k < u[9]; k++) value += T(TERMS)[2 * k] * s[T(TERMS)[2 * k + 1]];
        }
    return value;
}
static i64 amount(cell *s, entry *a) {
    i64 value = a[0] + a[1] * s[a[2]] + a[3] * s[a[4]] + a[5] * s[a[6]];
    return a[7] >= 0 ? value + total(s, a[7]) : value;
}
static void refresh(cell *s, i64 from, i64 to) {
    for (; from < to; from++) {
        i64 d = T(REFRESH)[from];
        entry *r = T(DERIVED) + 3 * d;
        s[T(SIZES)[1] + d] = clamped(total(s, r[0]), r[1], r[2]);
    }
}
static i64 place(cell *s, entry *p) { return p[0] + s[p[1]] + p[3] * s[p[2]] + p[5] * s[p[4]]; }
static int within(cell *s, entry *r) { return (r[1] <= s[r[0]]) & (s[r[0]] <= r[2]); }

static void apply(cell *s, entry *b) {
    for (entry *a = T(ADDS) + 8 * b[0], *end = T(ADDS) + 8 * b[1]; a < end; a += 4) s[a[0]] = clamped(s[a[0]] + a[1], a[2], a[3]);
    for (i64 step = b[2]; step < b[3];) {
        entry *t = T(STEPS) + 16 * step;
        refresh(s, t[6], t[7]);
        if (!holds(s, t[0])) { step += t[1]; continue; }
        i64 v = amount(s, t + 8), now = s[t[3]];
        v = t[2] == 0 ? now + v : t[2] == 2 ? (v > now ? v : now) : t[2] == 3 ? (v < now ? v : now) : v;
        s[t[3]] = clamped(v, t[4], t[5]);
        step++;
    }
}
static void open_moment(cell *s, int moment) {
    s[MOMENT] = moment;
    s[CURSOR] = T(MOMENTS)[5 * (s[PHASE] - 1) + moment];
    s[STAGE] = EVENTS;
}
static i64 last_event(cell *s) { return T(MOMENTS)[5 * (s[PHASE] - 1) + s[MOMENT] + 1]; }
static void to_decide(cell *s, int moved) {
    s[MOVED] = moved;
    s[TURN] = (s[FIRST] + s[ROUND] + 1 + moved) & 1;
    s[STAGE] = DECIDE;
}
static void finish(cell *s) {
    for (i64 e = 0; e < T(SIZES)[4]; e++) {
        entry *t = T(ENDINGS) + 7 * e;
        refresh(s, t[1], t[2]);
        if (holds(s, t[0])) { s[ENDING] = e + 1; s[ENDING_CLASS] = t[3]; break; }
    }
    s[STAGE] = OVER;
}
static void next_moment(cell *s) {
    switch (s[MOMENT]) {
    case AFTER_PLY: {
        int moved = s[MOVED] + 1 - s[AGAIN];
        s[AGAIN] = 0;
        if (s[PENDING] > 0 || moved >= 2) open_moment(s, AFTER_ROUND); else to_decide(s, moved);
        break; }
    case AFTER_ROUND:
        s[CLOCK]--; s[ROUND]++;
        if (s[CLOCK] <= 0 || s[PENDING] == 2) open_moment(s, AFTER_PHASE);
        else { s[PENDING] = 0; to_decide(s, 0); }
        break;
    case AFTER_PHASE: {
        s[PENDING] = s[END_ROUND] = s[END_PHASE] = 0;
        int phase = s[NEXT_PHASE];
        if (!phase) { open_moment(s, FINAL); break; }
        s[PHASE] = phase; s[CLOCK] = T(PHASES)[2 * phase]; s[NEXT_PHASE] = T(PHASES)[2 * phase + 1];
        to_decide(s, 0);
        break; }
    case SETUP: to_decide(s, 0); break;
    default: finish(s);
    }
}
static void after_rule(cell *s) {
    if (s[END_GAME]) { finish(s); return; }
    s[STAGE] = EVENTS;
    if (s[END_ROUND] || s[END_PHASE]) {
        int ends = s[END_PHASE] ? 2 : 1;
        if (ends > s[PENDING]) s[PENDING] = ends;
        s[END_ROUND] = s[END_PHASE] = 0;
        if (s[RULE] >= T(SIZES)[3]) s[CURSOR] = last_event(s);
    }
}
static void start_rule(cell *s, i64 rule) {
    entry *r = T(RULES) + 24 * rule;
    s[RULE] = rule;
    apply(s, r + 9);
    if (r[13] < r[14]) s[STAGE] = CHANCE; else after_rule(s);
}
static void next_event(cell *s) {
    i64 cursor = s[CURSOR], last = last_event(s);
    while (cursor < last) {
        i64 rule = T(MOMENT_RULES)[cursor++];
        entry *r = T(RULES) + 24 * rule;
        if (!(within(s, r) & within(s, r + 3))) continue;
        if (r[6]) { refresh(s, r[7], r[8]); if (!holds(s, r[6])) continue; }
        s[CURSOR] = cursor;
        start_rule(s, rule);
        return;
    }
    s[CURSOR] = cursor;
    next_moment(s);
}
static int settle(cell *s, u64 key) {
    int nodes = 0;
    i64 weights[64];
    for (;;) {
        if (s[STAGE] == EVENTS) next_event(s);
        else if (s[STAGE] == CHANCE) {
            entry *r = T(RULES) + 24 * s[RULE];
            u64 bits = roll(key, s[PLY], keys[s[RULE]]);
            i64 outcome = r[13];
            i64 possible = 0;
            if (r[15]) {
                u64 wheel = spins[place(s, r + 16)];
                possible = wheel & 0xFFFF;
                i64 drawn = share(bits, possible);
                outcome += (drawn >= (i64)(wheel >> 16 & 0xFFFF)) + (drawn >= (i64)(wheel >> 32 & 0xFFFF)) + (drawn >= (i64)(wheel >> 48));
            } else {
                i64 whole = 0; int k = 0;
                refresh(s, r[22], r[23]);
                for (i64 o = r[13]; o < r[14]; o++, k++) {
                    entry *out = T(OUTCOMES) + 13 * o;
                    i64 w = amount(s, out + 5);
                    if (w < 0 || !holds(s, out[4])) w = 0;
                    weights[k] = w; whole += w; possible += w > 0;
                }
                i64 left = share(bits, whole);
                for (k = 0; left >= weights[k]; k++) left -= weights[k];
                outcome += k;
            }
            if (!possible) { s[FAULT] = 2; s[STAGE] = OVER; return nodes; }
            nodes += possible > 1;
            apply(s, T(OUTCOMES) + 13 * outcome);
            after_rule(s);
        } else return nodes;
    }
}
static u64 legal(cell *s, int plan) {
    entry *p = T(PLANS) + 3 * plan;
    u64 bits = ~0ull;
    for (entry *r = T(ROWS) + 6 * p[0], *end = T(ROWS) + 6 * p[3]; r < end; r += 6) bits &= masks[place(s, r)];
    for (entry *c = T(CHECKS) + 4 * p[1], *end = T(CHECKS) + 4 * p[4]; c < end; c += 4)
        if (bits & masks[c[1]]) {
            refresh(s, c[2], c[3]);
            if (!holds(s, c[0])) bits &= ~masks[c[1]];
        }
    return bits;
}
static i64 score(cell *s, int seat) {
    entry *e = T(ENDINGS) + 7 * (s[ENDING] - 1);
    i64 value = 0;
    if (e[4]) return e[5 + seat];
    for (entry *t = T(TALLIES) + 6 * T(SCORES)[seat], *end = T(TALLIES) + 6 * T(SCORES)[seat + 1]; t < end; t += 6) {
        refresh(s, t[1], t[2]);
        if (holds(s, t[0])) { refresh(s, t[4], t[5]); value += total(s, t[3]); }
    }
    return clamped(value, 0, 100);
}
static void *load(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(1); }
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    void *data = malloc(size);
    if (fread(data, 1, size, f) != (size_t)size) exit(1);
    fclose(f);
    return data;
}
int main(int count, char **arguments) {
    if (count != 5) { fprintf(stderr, "usage: playout INTS WORDS SEED GAMES\n"); return 2; }
    ints = load(arguments[1]);
    words = load(arguments[2]);
    masks = words + words[0];
    spins = words + words[1];
    keys = words + words[2];
    u64 run_seed = strtoull(arguments[3], 0, 10), sum = 0;
    i64 games = atoll(arguments[4]), decisions = 0, chance = 0;
    cell state[512];
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    for (i64 game = 0; game < games; game++) {
        u64 seed = keyed(keyed(mix(run_seed), 3), game), base = mix(seed);
        for (i64 k = 0; k < T(SIZES)[0]; k++) state[k] = T(START)[k];
        open_moment(state, SETUP);
        int nodes = settle(state, keyed(base, 1));
        u64 key = keyed(base, 2), seats[2] = {keyed(base, 4), keyed(base, 5)};
        while (state[STAGE] == DECIDE) {
            int plan = (state[PHASE] - 1) * 2 + state[TURN];
            u64 bits = legal(state, plan);
            if (!bits || state[PLY] >= T(SIZES)[5]) { state[FAULT] = 1; break; }
            i64 nth = share(roll(seats[state[TURN]], state[PLY], 0x5851F42D4C957F2Du), __builtin_popcountll(bits));
            bits = from_nth(bits, nth);
            i64 move = T(PLAN_MOVES)[T(PLANS)[3 * plan + 2] + __builtin_ctzll(bits)];
            state[PLY]++;
            open_moment(state, AFTER_PLY);
            start_rule(state, move);
            nodes += settle(state, key);
        }
        decisions += state[PLY];
        chance += nodes;
        sum = mix(sum ^ (u64)(state[ENDING] - 1) ^ (u64)score(state, 0) << 8 ^ (u64)score(state, 1) << 16 ^ (u64)state[PLY] << 24 ^ (u64)nodes << 32);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    double ns = (b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec);
    printf("{\"games\": %lld, \"decisions\": %lld, \"chance_nodes\": %lld, \"ns\": %.0f, \"checksum\": \"%llu\"}\n", (long long)games,
           (long long)decisions, (long long)chance, ns, (unsigned long long)sum);
    return 0;
}
