using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Bantam.Fuzz;

string[] names = [.. FuzzTargets.All.Select(target => target.Name)];
if (args.Length == 0 || args.Contains("--help"))
{
    Console.WriteLine($"""
        usage: Bantam.Fuzz --target {string.Join('|', names)}|all [--seconds N] [--seed S] [--corpus DIR] [--findings DIR]
               Bantam.Fuzz --target TARGET --input FILE
        Feeds damaged files to a parser, or one file to see a finding again. Inputs with new answers are added to DIR/TARGET, broken promises go to the findings.
        BANTAM_DATA names the data folder, whose files are damaged as well. The exit code is 1 when there are findings.
        """);
    return 0;
}

string chosen = Option("--target", "all");
if (chosen != "all" && !names.Contains(chosen))
{
    Console.Error.WriteLine($"There is no target '{chosen}'. Known: all, {string.Join(", ", names)}.");
    return 2;
}

if (Option("--input", "") is { Length: > 0 } file)
{
    return Repeat(FuzzTargets.All.Single(target => target.Name == chosen), File.ReadAllBytes(file));
}

double seconds = double.Parse(Option("--seconds", "60"), CultureInfo.InvariantCulture);
ulong seed = ulong.Parse(Option("--seed", "1"), CultureInfo.InvariantCulture);
string corpusFolder = Option("--corpus", Path.Combine("tests", "fuzz", "corpus"));
string findingsFolder = Option("--findings", Path.Combine("artifacts", "fuzz"));
int count = 0;
foreach (FuzzTarget target in FuzzTargets.All.Where(target => chosen == "all" || target.Name == chosen))
{
    count += Run(target);
}

return count == 0 ? 0 : 1;

static int Repeat(FuzzTarget target, byte[] input)
{
    FuzzRun run = new(target, seed: 1, corpus: [input]);
    Console.WriteLine(run.Answer(input)?.ToString() ?? "read");
    foreach (FuzzFinding finding in run.Findings)
    {
        Console.WriteLine($"FINDING {finding.Kind}: {finding.Message}");
    }

    return run.Findings.Count == 0 ? 0 : 1;
}

int Run(FuzzTarget target)
{
    string corpus = Path.Combine(corpusFolder, target.Name);
    string findings = Path.Combine(findingsFolder, target.Name);
    Directory.CreateDirectory(corpus);
    Directory.CreateDirectory(findings);
    using FileStream current = new(Path.Combine(findings, "last-input"), FileMode.Create);
    FuzzRun run = new(target, seed, Starts(target, corpus)) { BeforeEach = input => Note(current, input) };
    long started = Stopwatch.GetTimestamp();
    while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
    {
        run.Step();
    }

    foreach (byte[] kept in run.Kept)
    {
        File.WriteAllBytes(Path.Combine(corpus, NameOf(kept)), kept);
    }

    foreach (FuzzFinding finding in run.Findings)
    {
        string file = Path.Combine(findings, $"{finding.Kind}-{NameOf(finding.Input)}");
        File.WriteAllBytes(file, finding.Input);
        Console.WriteLine($"FINDING {target.Name} {finding.Kind}: {finding.Message}\n  saved as {file}");
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{target.Name}: {run.Executions} inputs ({run.Executions / Stopwatch.GetElapsedTime(started).TotalSeconds:0}/s), {run.Answers} different answers, {run.Kept.Count} kept, {run.Findings.Count} findings"));
    return run.Findings.Count;
}

static IEnumerable<byte[]> Starts(FuzzTarget target, string corpus)
{
    const int LargestStart = 1 << 18;
    IEnumerable<string> files = Directory.EnumerateFiles(corpus);
    if (Environment.GetEnvironmentVariable("BANTAM_DATA") is { Length: > 0 } data && Directory.Exists(data))
    {
        files = files.Concat(target.DataPatterns.SelectMany(pattern => Directory.EnumerateFiles(data, pattern, SearchOption.AllDirectories)));
    }

    return files.Order(StringComparer.Ordinal).Where(file => new FileInfo(file).Length <= LargestStart).Select(File.ReadAllBytes).ToArray();
}

// A parser that ends the process, by running out of stack for example, leaves its input here.
static void Note(FileStream current, byte[] input)
{
    current.Position = 0;
    current.SetLength(input.Length);
    current.Write(input);
    current.Flush();
}

static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];

string Option(string name, string absent) => Array.LastIndexOf(args, name) is int index and >= 0 && index + 1 < args.Length ? args[index + 1] : absent;
