// Says which ledger entries are proved. Arguments: the list of tests that carry a Ledger trait (JSON), the results of the
// last run (XML); run in the repository's root. An entry is proved when each test that carries it passed; a slow test that
// did not run is made up for by a file of docs/results that names the entry and an ancestor commit.
using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

const int Entries = 375;

List<LedgerTest> tests = ReadTests(args[0]);
Dictionary<string, string> outcomes = ReadOutcomes(args[1]);
HashSet<string> measured = ReadMeasured("docs/results");

List<string> proved = [];
List<string> unproved = [];
List<int> untested = [];
for (int number = 1; number <= Entries; number++)
{
    string entry = $"S{number:000}";
    List<LedgerTest> demands = [.. tests.Where(test => test.Entries.Contains(entry))];
    List<string> gaps = [.. demands.Select(test => Gap(test, entry)).OfType<string>()];
    if (demands.Count == 0 && !measured.Contains(entry))
    {
        untested.Add(number);
    }
    else if (gaps.Count == 0)
    {
        proved.Add(entry);
    }
    else
    {
        unproved.AddRange(gaps.Select(gap => $"{entry} {gap}"));
    }
}

Print("Proved", [string.Join(' ', proved)]);
Print("Not proved, though a test is there", unproved);
Print("Without a test", [Ranges(untested)]);
Console.WriteLine($"{proved.Count} of {Entries} proved");

// What keeps a test from proving an entry, or null.
string? Gap(LedgerTest test, string entry) =>
    outcomes.TryGetValue(test.Name, out string? outcome) ? (outcome == "Pass" ? null : $"{test.Name}: {outcome}")
    : !test.Slow ? $"{test.Name}: not run"
    : measured.Contains(entry) ? null
    : $"{test.Name}: slow, not run, and no file of docs/results stands for it";

static List<LedgerTest> ReadTests(string path)
{
    using JsonDocument list = JsonDocument.Parse(File.ReadAllText(path));
    return [.. list.RootElement.EnumerateArray().Select(test => new LedgerTest(
        $"{test.GetProperty("Class").GetString()}.{test.GetProperty("Method").GetString()}",
        Trait(test, "Speed").Contains("Slow"),
        Trait(test, "Ledger"))).Distinct()];
}

static List<string> Trait(JsonElement test, string name) =>
    test.GetProperty("Traits").TryGetProperty(name, out JsonElement values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];

// A theory's cases share a name: the worst of their outcomes counts.
static Dictionary<string, string> ReadOutcomes(string path)
{
    Dictionary<string, string> outcomes = [];
    foreach (XElement test in XDocument.Load(path).Descendants("test"))
    {
        string name = $"{test.Attribute("type")!.Value}.{test.Attribute("method")!.Value}";
        string outcome = test.Attribute("result")!.Value;
        if (outcome != "Pass" || !outcomes.ContainsKey(name))
        {
            outcomes[name] = outcome;
        }
    }

    return outcomes;
}

static HashSet<string> ReadMeasured(string folder)
{
    HashSet<string> measured = [];
    foreach (string path in Directory.GetFiles(folder, "*.md").Order())
    {
        string[] lines = File.ReadAllLines(path);
        string[] entries = Field(lines, "ledger:");
        if (entries.Length == 0)
        {
            continue;
        }

        if (Field(lines, "commit:") is [string commit] && IsAncestor(commit))
        {
            measured.UnionWith(entries);
        }
        else
        {
            Console.Error.WriteLine($"{path} does not count: its line 'commit: HASH' must name an ancestor of the commit that is checked out.");
        }
    }

    return measured;
}

static string[] Field(string[] lines, string name) =>
    [.. lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).SelectMany(line => line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))];

static bool IsAncestor(string commit)
{
    ProcessStartInfo git = new("git", ["merge-base", "--is-ancestor", commit, "HEAD"]) { RedirectStandardError = true };
    using Process process = Process.Start(git)!;
    process.StandardError.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0;
}

// 1 2 3 7 becomes S001-S003 S007.
static string Ranges(IEnumerable<int> numbers) =>
    string.Join(' ', numbers
        .Select((number, index) => (number, run: number - index))
        .GroupBy(pair => pair.run, pair => pair.number)
        .Select(run => run.Count() == 1 ? $"S{run.First():000}" : $"S{run.First():000}-S{run.Last():000}"));

static void Print(string title, IReadOnlyCollection<string> lines)
{
    Console.WriteLine($"{title}:");
    foreach (string line in lines.Where(line => line.Length > 0).DefaultIfEmpty("none"))
    {
        Console.WriteLine($"  {line}");
    }
}

internal sealed record LedgerTest(string Name, bool Slow, List<string> Entries);
