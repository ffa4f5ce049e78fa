// Solves transport problems with LEMON's minimum-cost flows, as a process that the harness talks to. Requests are lines on
// standard input, answers lines on standard output:
//
//   village N M A U            keep a village: N homes, M servers, A pairs, U runs of load; arrays follow, raw and in this
//                              machine's byte order: int32 start[N+1], to[A], first[M+1], units[U]; int64 cost[A], skip[N], unit[U]
//   solve HOW                  "done BUILD SOLVE OBJECTIVE...": CPU nanoseconds of building the graphs and of solving them,
//                              extraction included, and one objective for each village
//   try MS HOW                 the same in a process of its own, or "slow" if that is not done after so many CPU
//                              milliseconds; the clock may then advance in steps of some milliseconds
//   forget                     drop the villages
//   version                    one line that names LEMON's and the compiler's versions
//
// HOW is four words: each or whole (one graph a village, or one graph for all), an algorithm (first, best, block, candidate or
// altering, the pivot rules of the network simplex; cost or capacity scaling), out or in (which way the arcs point, see Shape), home
// or server (by which the pairs are sorted).
//
// What made LEMON fast here, each tried against the rest: graphs of one village each; SmartDigraph (StaticDigraph is some 4 % slower);
// the network simplex with its arcs mixed (plain order takes up to four times as long); one arc for units that cost the same. Which way
// the arcs point and how they are sorted is worth up to a factor of two, and which is best differs from instance to instance. A sink
// that asks for one unit too many, which makes the network simplex start `out` like `in`, gained nothing.
//
// A run of load are units of one server that cost the same: the units first[j] to first[j+1]-1 of the lists belong to server j.
#include <malloc.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <lemon/capacity_scaling.h>
#include <lemon/config.h>
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

typedef int64_t Cost;
typedef lemon::SmartDigraph Graph;

struct Village {
  std::vector<int32_t> start, to, first, units;
  std::vector<Cost> cost, skip, unit;
  int homes() const { return int(start.size()) - 1; }
  int servers() const { return int(first.size()) - 1; }
};

struct How {
  std::string graphs, algorithm, direction, order;
};

// Assignment, loads and prices of the villages of one graph, read out of the flow: what our own solver delivers too. A server of -1
// serves nobody.
struct Plan {
  std::vector<int> server, load;
  std::vector<Cost> price;
};

static int64_t cpu() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * int64_t(1000000000) + t.tv_nsec;
}

static void fail(const char *why) {
  fprintf(stderr, "lemon: %s\n", why);
  exit(1);
}

// Shape is how villages become a graph. Under `out` homes send one unit each to servers, servers to a sink, homes without server
// straight to the sink. Under `in` all arcs are turned round, so that the network simplex starts with the cheapest arc of every home
// instead of with the cheapest arc into the sink. Nodes are the homes, the servers, the sink.
class Shape {
 public:
  Graph graph;
  std::vector<int> capacity, supply;
  std::vector<Cost> cost;

  Shape(const std::vector<const Village *> &villages, const How &how) : in_(how.direction == "in") {
    size_t total = 0;
    for (auto v : villages) {
      homes_ += v->homes(), servers_ += v->servers();
      total += v->to.size() + v->units.size() + v->homes();
    }
    graph.reserveNode(homes_ + servers_ + 1), graph.reserveArc(int(total));
    capacity.reserve(total), cost.reserve(total);
    for (int n = 0; n <= sink(); ++n) graph.addNode();
    supply.assign(homes_ + servers_ + 1, 0);
    for (int h = 0; h < homes_; ++h) supply[h] = in_ ? -1 : 1;
    supply[sink()] = in_ ? homes_ : -homes_;
    int home = 0, server = homes_;
    for (auto v : villages) {
      how.order == "home" ? addByHome(*v, home, server) : addByServer(*v, home, server);
      home += v->homes(), server += v->servers();
    }
  }

  template <class Flow, class Price>
  void read(Flow flow, Price price, Plan &p) const {
    p.server.assign(homes_, -1), p.load.assign(servers_, 0), p.price.resize(servers_);
    for (int j = 0; j < servers_; ++j) p.price[j] = price(homes_ + j);
    for (int a = 0; a < graph.arcNum(); ++a) {
      auto arc = graph.arcFromId(a);
      int home = Graph::id(graph.source(arc)), server = Graph::id(graph.target(arc));
      if (in_) std::swap(home, server);
      if (home < homes_ && server < sink() && flow(arc) > 0) p.server[home] = server - homes_, ++p.load[server - homes_];
    }
  }

 private:
  bool in_;
  int homes_ = 0, servers_ = 0;

  int sink() const { return homes_ + servers_; }

  void add(int from, int to, int most, Cost c) {
    if (in_) std::swap(from, to);
    graph.addArc(graph.nodeFromId(from), graph.nodeFromId(to));
    capacity.push_back(most);
    cost.push_back(c);
  }

  void addByHome(const Village &v, int home, int server) {
    for (int h = 0; h < v.homes(); ++h) {
      for (int a = v.start[h]; a < v.start[h + 1]; ++a) add(home + h, server + v.to[a], 1, v.cost[a]);
      add(home + h, sink(), 1, v.skip[h]);
    }
    addLoads(v, server);
  }

  void addByServer(const Village &v, int home, int server) {
    addLoads(v, server);
    for (int h = 0; h < v.homes(); ++h) add(home + h, sink(), 1, v.skip[h]);
    std::vector<int> next(v.servers() + 1, 0), of(v.to.size()), pair(v.to.size());
    for (int j : v.to) ++next[j + 1];
    for (int j = 0; j < v.servers(); ++j) next[j + 1] += next[j];
    for (int h = 0; h < v.homes(); ++h) {
      for (int a = v.start[h]; a < v.start[h + 1]; ++a) {
        int at = next[v.to[a]]++;
        of[at] = h, pair[at] = a;
      }
    }
    for (size_t i = 0; i < pair.size(); ++i) add(home + of[i], server + v.to[pair[i]], 1, v.cost[pair[i]]);
  }

  void addLoads(const Village &v, int server) {
    for (int j = 0; j < v.servers(); ++j) {
      for (int u = v.first[j]; u < v.first[j + 1]; ++u) add(server + j, sink(), v.units[u], v.unit[u]);
    }
  }
};

// By number: LEMON's maps are written through iterators, ours are arrays.
template <class T>
struct ByArc {
  const std::vector<T> &list;
  T operator[](const Graph::Arc &a) const { return list[Graph::id(a)]; }
};

template <class T>
struct ByNode {
  const std::vector<T> &list;
  T operator[](const Graph::Node &n) const { return list[Graph::id(n)]; }
};

struct Clock {
  int64_t build = 0, solve = 0;
};

template <class Solver, class Run>
static void flow(const Shape &shape, Solver &solver, Run run, Clock &clock, int64_t began, Plan &plan) {
  solver.upperMap(ByArc<int>{shape.capacity}).costMap(ByArc<Cost>{shape.cost}).supplyMap(ByNode<int>{shape.supply});
  int64_t built = cpu();
  clock.build += built - began;
  if (run(solver) != Solver::OPTIMAL) fail("no optimal flow");
  shape.read([&](Graph::Arc a) { return solver.flow(a); }, [&](int n) { return solver.potential(shape.graph.nodeFromId(n)); }, plan);
  clock.solve += cpu() - built;
}

static void solveGraph(const std::vector<const Village *> &villages, const How &how, Clock &clock, Plan &plan) {
  int64_t began = cpu();
  Shape shape(villages, how);
  if (how.algorithm == "cost") {
    typedef lemon::CostScaling<Graph, int, Cost> Solver;
    Solver s(shape.graph);
    flow(shape, s, [](Solver &s) { return s.run(); }, clock, began, plan);
    return;
  }
  if (how.algorithm == "capacity") {
    typedef lemon::CapacityScaling<Graph, int, Cost> Solver;
    Solver s(shape.graph);
    flow(shape, s, [](Solver &s) { return s.run(); }, clock, began, plan);
    return;
  }
  typedef lemon::NetworkSimplex<Graph, int, Cost> Solver;
  static const char *const names[] = {"first", "best", "block", "candidate", "altering"};
  int rule = 0;
  while (rule < 5 && how.algorithm != names[rule]) ++rule;
  if (rule == 5) fail("unknown algorithm");
  Solver s(shape.graph);
  flow(shape, s, [rule](Solver &s) { return s.run(Solver::PivotRule(rule)); }, clock, began, plan);
}

// The cost of a village from its pairs and loads, not from the solver's own sum. Its homes and servers are numbered in the plan from
// `home` and `server`.
static __int128 objective(const Village &v, const Plan &p, int home, int server) {
  __int128 sum = 0;
  for (int h = 0; h < v.homes(); ++h) {
    int j = p.server[home + h];
    if (j < 0) {
      sum += v.skip[h];
      continue;
    }
    int a = v.start[h];
    while (v.to[a] != j - server) ++a;
    sum += v.cost[a];
  }
  for (int j = 0; j < v.servers(); ++j) {
    int left = p.load[server + j];
    for (int u = v.first[j]; left > 0; ++u) {
      if (u == v.first[j + 1]) fail("a server has more homes than room");
      int n = std::min(left, v.units[u]);
      sum += __int128(n) * v.unit[u];
      left -= n;
    }
  }
  return sum;
}

static std::string text(__int128 n) {
  if (n < 0) return "-" + text(-n);
  std::string s;
  do {
    s.insert(s.begin(), char('0' + int(n % 10)));
    n /= 10;
  } while (n > 0);
  return s;
}

static void solve(const std::vector<Village> &villages, const How &how) {
  Clock clock;
  Plan plan;
  std::vector<const Village *> all;
  for (auto &v : villages) all.push_back(&v);
  if (how.graphs == "whole") solveGraph(all, how, clock, plan);
  std::string objectives;
  int home = 0, server = 0;
  for (auto v : all) {
    if (how.graphs == "whole") {
      objectives += " " + text(objective(*v, plan, home, server));
      home += v->homes(), server += v->servers();
    } else {
      solveGraph({v}, how, clock, plan);
      objectives += " " + text(objective(*v, plan, 0, 0));
    }
  }
  printf("done %lld %lld%s\n", (long long)clock.build, (long long)clock.solve, objectives.c_str());
  fflush(stdout);
}

// A solver of LEMON cannot be stopped, so the kernel stops a copy of this process.
static void attempt(const std::vector<Village> &villages, const How &how, int ms) {
  pid_t child = fork();
  if (child < 0) fail("cannot fork");
  if (child == 0) {
    itimerval limit = {{0, 0}, {ms / 1000, ms % 1000 * 1000}};
    setitimer(ITIMER_PROF, &limit, nullptr);
    solve(villages, how);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    printf("slow\n");
    fflush(stdout);
  } else if (WEXITSTATUS(status) != 0) {
    exit(1);
  }
}

template <class T>
static void readList(std::vector<T> &list, size_t n) {
  list.resize(n);
  if (fread(list.data(), sizeof(T), n, stdin) != n) fail("input ends within a village");
}

static void readVillage(Village &v, const char *line) {
  unsigned long n, m, a, u;
  if (sscanf(line, "village %lu %lu %lu %lu", &n, &m, &a, &u) != 4) fail("village: four numbers expected");
  readList(v.start, n + 1), readList(v.to, a), readList(v.first, m + 1), readList(v.units, u);
  readList(v.cost, a), readList(v.skip, n), readList(v.unit, u);
}

static How how(const char *line) {
  char w[4][16];
  if (sscanf(line, "%15s %15s %15s %15s", w[0], w[1], w[2], w[3]) != 4) fail("four words expected");
  return {w[0], w[1], w[2], w[3]};
}

int main() {
  // Memory is kept from village to village: by default the large arrays would be mapped and zeroed by the kernel each time.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, -1);
  std::vector<Village> villages;
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    int ms, words = 0;
    if (!strncmp(line, "village ", 8)) {
      villages.emplace_back();
      readVillage(villages.back(), line);
    } else if (!strncmp(line, "solve ", 6)) {
      solve(villages, how(line + 6));
    } else if (sscanf(line, "try %d %n", &ms, &words) == 1) {
      attempt(villages, how(line + words), ms);
    } else if (!strcmp(line, "forget\n")) {
      villages.clear();
    } else if (!strcmp(line, "version\n")) {
      puts("LEMON " LEMON_VERSION ", g++ " __VERSION__);
      fflush(stdout);
    } else {
      fail("unknown request");
    }
  }
  return 0;
}
