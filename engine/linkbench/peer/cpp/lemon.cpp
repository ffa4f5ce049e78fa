// Solves transport problems with LEMON's minimum-cost flows, as a process that the harness talks to. Requests are lines on
// standard input, answers lines on standard output:
//
//   village N M A U            keep a village: N homes, M servers, A pairs, U runs of load; arrays follow, raw and in this
//                              machine's byte order: int32 start[N+1], to[A], first[M+1], units[U]; int64 cost[A], skip[N], unit[U]
//   solve HOW                  "done BUILD SOLVE OBJECTIVE...": CPU nanoseconds of building the graphs and of solving them,
//                              extraction included, and one objective for each village
//   try SECONDS HOW            the same in a process of its own, or "slow" if that is not done after so many CPU seconds
//   forget                     drop the villages
//
// HOW is five words: each or whole (one graph a village, or one graph for all), an algorithm (first, best, block, candidate or
// altering, the pivot rules of the network simplex; cost or capacity scaling), out or in or slack (see Shape), static or smart
// (the graph type), mixed or plain (the order in which the network simplex stores arcs).
//
// A run of load are units of one server that cost the same: the units first[j] to first[j+1]-1 of the lists belong to server j.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <lemon/capacity_scaling.h>
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <lemon/static_graph.h>

typedef int64_t Cost;

struct Village {
  std::vector<int32_t> start, to, first, units;
  std::vector<Cost> cost, skip, unit;
  int homes() const { return int(start.size()) - 1; }
  int servers() const { return int(first.size()) - 1; }
};

struct How {
  std::string graphs, algorithm, shape, graph, order;
};

// Assignment and prices, read out of the flow: what our own solver delivers too.
struct Plan {
  std::vector<int32_t> server, load;
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

// Shape is how villages become a graph. Its nodes are numbered so that arcs come sorted by source, which StaticDigraph wants.
//
//   out    homes send to servers, servers to a sink, homes without server to the sink
//   slack  the same with a sink that asks for one unit more than there is; the network simplex then starts with the cheapest
//          arc of every home instead of with the cheapest arc into the sink. Costs of the last arcs are raised above 0 by the
//          same amount, so that nobody sends twice.
//   in     all arcs turned round, so that the start is again the cheapest arc of every home
class Shape {
 public:
  std::vector<std::pair<int, int>> arcs;
  std::vector<int> capacity, supply;
  std::vector<Cost> cost;

  Shape(const std::vector<const Village *> &villages, const std::string &shape) : villages_(villages), in_(shape == "in") {
    size_t homes = 0, servers = 0, pairs = 0, runs = 0;
    for (auto v : villages) {
      homes += v->homes(), servers += v->servers(), pairs += v->to.size(), runs += v->units.size();
    }
    size_t total = pairs + runs + homes;
    arcs.reserve(total), capacity.reserve(total), cost.reserve(total);
    homeNode_ = in_ ? int(1 + servers) : 0;
    serverNode_ = in_ ? 1 : int(homes);
    hub_ = in_ ? 0 : int(homes + servers);
    supply.assign(homes + servers + 1, 0);
    for (size_t h = 0; h < homes; ++h) supply[homeNode_ + h] = in_ ? -1 : 1;
    supply[hub_] = in_ ? int(homes) : -int(homes) - (shape == "slack");
    if (shape == "slack") raise();
    in_ ? buildIn() : buildOut();
  }

  // Reads the plans out of the flow on the arcs and the prices of the nodes.
  template <class Flow, class Price>
  void read(Flow flow, Price price, std::vector<Plan> &plans) const {
    int home = 0, server = 0, at = 0;
    int atIn = 0;
    if (in_) {
      for (auto v : villages_) atIn += int(v->units.size()) + v->homes();
    }
    for (size_t i = 0; i < villages_.size(); ++i) {
      const Village &v = *villages_[i];
      Plan &p = plans[i];
      p.server.assign(v.homes(), -1), p.load.assign(v.servers(), 0), p.price.resize(v.servers());
      for (int j = 0; j < v.servers(); ++j) p.price[j] = price(serverNode_ + server + j);
      if (in_) {
        readIn(v, flow, atIn, homeNode_ + home, serverNode_ + server, p);
      } else {
        readOut(v, flow, at, p);
      }
      home += v.homes(), server += v.servers();
    }
  }

 private:
  const std::vector<const Village *> &villages_;
  bool in_;
  int homeNode_, serverNode_, hub_;
  Cost raised_ = 0;

  void raise() {
    for (auto v : villages_) {
      for (Cost c : v->unit) raised_ = std::max(raised_, 1 - c);
      for (Cost c : v->skip) raised_ = std::max(raised_, 1 - c);
    }
  }

  void add(int from, int to, int most, Cost c) {
    arcs.emplace_back(from, to);
    capacity.push_back(most);
    cost.push_back(c);
  }

  void buildOut() {
    int home = homeNode_, server = serverNode_;
    for (auto v : villages_) {
      for (int h = 0; h < v->homes(); ++h, ++home) {
        for (int a = v->start[h]; a < v->start[h + 1]; ++a) add(home, server + v->to[a], 1, v->cost[a]);
        add(home, hub_, 1, v->skip[h] + raised_);
      }
      server += v->servers();
    }
    server = serverNode_;
    for (auto v : villages_) {
      for (int j = 0; j < v->servers(); ++j, ++server) {
        for (int u = v->first[j]; u < v->first[j + 1]; ++u) add(server, hub_, v->units[u], v->unit[u] + raised_);
      }
    }
  }

  void buildIn() {
    int home = homeNode_, server = serverNode_;
    for (auto v : villages_) {
      for (int j = 0; j < v->servers(); ++j, ++server) {
        for (int u = v->first[j]; u < v->first[j + 1]; ++u) add(hub_, server, v->units[u], v->unit[u]);
      }
      for (int h = 0; h < v->homes(); ++h, ++home) add(hub_, home, 1, v->skip[h]);
    }
    home = homeNode_, server = serverNode_;
    for (auto v : villages_) {
      // Pairs by server: a counting sort that keeps the homes ascending.
      std::vector<int> next(v->servers() + 1, 0);
      for (int j : v->to) ++next[j + 1];
      for (int j = 0; j < v->servers(); ++j) next[j + 1] += next[j];
      size_t base = arcs.size();
      arcs.resize(base + v->to.size()), cost.resize(base + v->to.size()), capacity.resize(base + v->to.size(), 1);
      for (int h = 0; h < v->homes(); ++h, ++home) {
        for (int a = v->start[h]; a < v->start[h + 1]; ++a) {
          size_t at = base + next[v->to[a]]++;
          arcs[at] = {server + v->to[a], home};
          cost[at] = v->cost[a];
        }
      }
      server += v->servers();
    }
  }

  template <class Flow>
  static void readOut(const Village &v, Flow flow, int &at, Plan &p) {
    for (int h = 0; h < v.homes(); ++h, ++at) {
      for (int a = v.start[h]; a < v.start[h + 1]; ++a, ++at) {
        if (flow(at) > 0) p.server[h] = v.to[a], ++p.load[v.to[a]];
      }
    }
  }

  template <class Flow>
  void readIn(const Village &v, Flow flow, int &at, int home, int server, Plan &p) const {
    for (size_t a = 0; a < v.to.size(); ++a, ++at) {
      if (flow(at) > 0) {
        int j = arcs[at].first - server;
        p.server[arcs[at].second - home] = j, ++p.load[j];
      }
    }
  }
};

static void build(lemon::StaticDigraph &g, const Shape &s) { g.build(int(s.supply.size()), s.arcs.begin(), s.arcs.end()); }

static void build(lemon::SmartDigraph &g, const Shape &s) {
  g.reserveNode(int(s.supply.size()));
  g.reserveArc(int(s.arcs.size()));
  for (size_t i = 0; i < s.supply.size(); ++i) g.addNode();
  for (auto &a : s.arcs) g.addArc(g.nodeFromId(a.first), g.nodeFromId(a.second));
}

// By number: LEMON's maps are written through iterators, ours are arrays.
template <class Graph, class T>
struct ByArc {
  const std::vector<T> &list;
  T operator[](const typename Graph::Arc &a) const { return list[Graph::id(a)]; }
};

template <class Graph, class T>
struct ByNode {
  const std::vector<T> &list;
  T operator[](const typename Graph::Node &n) const { return list[Graph::id(n)]; }
};

struct Clock {
  int64_t build = 0, solve = 0;
};

template <class Graph, class Solver, class Run>
static void flow(const Shape &shape, Graph &g, Solver &solver, Run run, Clock &clock, int64_t began, std::vector<Plan> &plans) {
  solver.upperMap(ByArc<Graph, int>{shape.capacity}).costMap(ByArc<Graph, Cost>{shape.cost}).supplyMap(ByNode<Graph, int>{shape.supply});
  int64_t built = cpu();
  clock.build += built - began;
  if (run(solver) != Solver::OPTIMAL) fail("no optimal flow");
  shape.read([&](int a) { return solver.flow(g.arcFromId(a)); }, [&](int n) { return solver.potential(g.nodeFromId(n)); }, plans);
  clock.solve += cpu() - built;
}

template <class Graph>
static void solveGraph(const std::vector<const Village *> &villages, const How &how, Clock &clock, std::vector<Plan> &plans) {
  int64_t began = cpu();
  Shape shape(villages, how.shape);
  Graph g;
  build(g, shape);
  if (how.algorithm == "cost") {
    typedef lemon::CostScaling<Graph, int, Cost> Solver;
    Solver s(g);
    flow(shape, g, s, [](Solver &s) { return s.run(); }, clock, began, plans);
    return;
  }
  if (how.algorithm == "capacity") {
    typedef lemon::CapacityScaling<Graph, int, Cost> Solver;
    Solver s(g);
    flow(shape, g, s, [](Solver &s) { return s.run(); }, clock, began, plans);
    return;
  }
  typedef lemon::NetworkSimplex<Graph, int, Cost> Solver;
  static const char *const names[] = {"first", "best", "block", "candidate", "altering"};
  int rule = 0;
  while (rule < 5 && how.algorithm != names[rule]) ++rule;
  if (rule == 5) fail("unknown algorithm");
  Solver s(g, how.order == "mixed");
  flow(shape, g, s, [rule](Solver &s) { return s.run(typename Solver::PivotRule(rule)); }, clock, began, plans);
}

static void solveSome(const std::vector<const Village *> &villages, const How &how, Clock &clock, std::vector<Plan> &plans) {
  if (how.graph == "static") {
    solveGraph<lemon::StaticDigraph>(villages, how, clock, plans);
  } else {
    solveGraph<lemon::SmartDigraph>(villages, how, clock, plans);
  }
}

// The cost of a plan from its pairs and loads, not from the solver's own sum.
static __int128 objective(const Village &v, const Plan &p) {
  __int128 sum = 0;
  for (int h = 0; h < v.homes(); ++h) {
    if (p.server[h] < 0) {
      sum += v.skip[h];
      continue;
    }
    int a = v.start[h];
    while (v.to[a] != p.server[h]) ++a;
    sum += v.cost[a];
  }
  for (int j = 0; j < v.servers(); ++j) {
    int left = p.load[j];
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
  std::vector<Plan> plans(villages.size());
  if (how.graphs == "whole") {
    std::vector<const Village *> all;
    for (auto &v : villages) all.push_back(&v);
    solveSome(all, how, clock, plans);
  } else {
    std::vector<Plan> one(1);
    for (size_t i = 0; i < villages.size(); ++i) {
      solveSome({&villages[i]}, how, clock, one);
      std::swap(plans[i], one[0]);
    }
  }
  printf("done %lld %lld", (long long)clock.build, (long long)clock.solve);
  for (size_t i = 0; i < villages.size(); ++i) printf(" %s", text(objective(villages[i], plans[i])).c_str());
  printf("\n");
  fflush(stdout);
}

// A solver of LEMON cannot be stopped, so the kernel stops a copy of this process.
static void attempt(const std::vector<Village> &villages, const How &how, int seconds) {
  pid_t child = fork();
  if (child < 0) fail("cannot fork");
  if (child == 0) {
    rlimit limit = {rlim_t(seconds), rlim_t(seconds)};
    setrlimit(RLIMIT_CPU, &limit);
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
  char w[5][16];
  if (sscanf(line, "%15s %15s %15s %15s %15s", w[0], w[1], w[2], w[3], w[4]) != 5) fail("five words expected");
  return {w[0], w[1], w[2], w[3], w[4]};
}

int main() {
  // Memory is kept from village to village: by default the large arrays would be mapped and zeroed by the kernel each time.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, -1);
  std::vector<Village> villages;
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    int seconds, words = 0;
    if (!strncmp(line, "village ", 8)) {
      villages.emplace_back();
      readVillage(villages.back(), line);
    } else if (!strncmp(line, "solve ", 6)) {
      solve(villages, how(line + 6));
    } else if (sscanf(line, "try %d %n", &seconds, &words) == 1) {
      attempt(villages, how(line + words), seconds);
    } else if (!strcmp(line, "forget\n")) {
      villages.clear();
    } else {
      fail("unknown request");
    }
  }
  return 0;
}
