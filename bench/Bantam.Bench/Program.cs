using Bantam.Bench;
using Bantam.Model;

if (args is [ChildProcess.Argument, string child, .. string[] rest])
{
    ChildProcess.Answer(child, rest);
    return 0;
}

try
{
    BenchOptions options = BenchOptions.Parse(args);
    Action<BenchRun> bench = BenchCatalog.Find(options.Bench);
    Parallelism.Threads = options.Threads;
    MachineFacts machine = MachineFacts.Now(options.Peers ? PeerList.Describe(options.Threads) : []);
    BenchRun run = new(options, new ContestOptions());
    bench(run);
    BenchReport report = BenchReport.Of(options.Bench, machine, run.Rows);
    Console.Out.Write(options.Json ? report.ToJson() + "\n" : options.Csv ? ReportCsv.Of(report) : ReportText.Ending(report));
    return report.Rows.Any(row => row.Status == RowStatus.Disagrees) ? 1 : 0;
}
catch (ArgumentException fault)
{
    Console.Error.WriteLine($"bench: {fault.Message}");
    return 2;
}
