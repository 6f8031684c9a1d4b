using System.CommandLine;
using System.Globalization;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary><c>bantam bench model</c>: one network by the whole protocol, each scope by itself, with a profile of its layers.</summary>
internal static class BenchModelCommand
{
    public static Command Create(CommandContext context)
    {
        MeasurementProtocol standard = new();
        Argument<string> file = new("FILE") { Description = NamedInput.FileDescription };
        Option<bool> peers = new("--peers") { Description = "Measure ONNX Runtime too, in turns with ours. Needs the repository and Linux on x64." };
        Option<int> batch = new("--batch") { Description = "The samples of a run.", DefaultValueFactory = _ => 1 };
        Option<string?> data = new("--data") { Description = "Evaluate on the test split of a data set, see 'bantam data list'. Without it, outputs are compared with reference results." };
        Option<int> warmUp = new("--warm-up") { Description = "Iterations before the clock counts, 20 to 100.", DefaultValueFactory = _ => standard.WarmUp };
        Option<int> iterations = new("--iterations") { Description = "Iterations that count, 200 to 1000.", DefaultValueFactory = _ => standard.Iterations };
        Option<bool> force = new("--force") { Description = "Allow other numbers of iterations, for trying out." };
        Option<string> percentile = new("--percentile") { Description = "How percentiles are read off.", DefaultValueFactory = _ => "linear" };
        percentile.AcceptOnlyFromAmong("linear", "nearest-rank");
        Command command = new("model", "Measure one network: kernels, layers and end to end, with memory and energy.") { file, peers, batch, data, warmUp, iterations, force, percentile };
        command.SetAction(async (parsed, _) =>
        {
            // One thread is what ratios are judged on, so the default of other commands, all cores, does not hold here.
            Parallelism.Threads = parsed.GetValue(context.Options.Threads) ?? 1;
            MeasurementProtocol protocol = standard with
            {
                WarmUp = parsed.GetValue(warmUp),
                Iterations = parsed.GetValue(iterations),
                IsForced = parsed.GetValue(force),
                Percentiles = parsed.GetValue(percentile) == "linear" ? PercentileMethod.Linear : PercentileMethod.NearestRank,
            };
            BenchedModel model = new(parsed.GetValue(file)!, AtLeastOne(parsed.GetValue(batch)), parsed.GetValue(data));
            BenchModelResult result = await MeasureAsync(context, model, protocol);
            if (parsed.GetValue(peers))
            {
                result = BenchPeers.AddTo(result, BenchCommand.Read(context, BenchCommand.RootAbove(AppContext.BaseDirectory), PeerArguments(model)));
            }

            if (context.IsJson)
            {
                context.Output.WriteLine(BenchModelJson.Of(result));
            }
            else
            {
                BenchModelTables.Write(context, result);
            }

            return result.Rows.Any(row => row.Status == BenchPeers.Disagrees) ? ExitCode.Failure : ExitCode.Done;
        });
        return command;
    }

    private static async Task<BenchModelResult> MeasureAsync(CommandContext context, BenchedModel model, MeasurementProtocol protocol)
    {
        Measurer measurer = new(protocol);
        Graph graph = NamedInput.Network(model.File);
        bool isQuantized = graph.Nodes.Any(node => node.Op is FakeQuantize);
        MeasuredNetwork network = isQuantized ? MeasuredNetworks.OfPlan(graph, model.File, model.Batch) : MeasuredNetworks.OfGraph(graph, model.File, model.Batch);
        if (model.Data is { } data)
        {
            network = network with { Quality = QualityOn(DatasetCatalog.Load(data, seed: context.Seed).Test, graph) };
        }

        List<Measurement> measurements = [await measurer.MeasureAsync(network, MeasurementScope.Kernel, context.Cancellation)];
        if (network.InferByLayer is not null)
        {
            measurements.Add(await measurer.MeasureAsync(network, MeasurementScope.Layer, context.Cancellation));
        }

        measurements.Add(await measurer.MeasureAsync(network, MeasurementScope.EndToEnd, context.Cancellation));
        return BenchModelResult.Of(measurements);
    }

    /// <summary>The metric of what runs: of a quantized network that is the plan, never its simulation in Float32.</summary>
    private static MeasuredQuality QualityOn(Dataset test, Graph graph)
    {
        EvaluationReport report = Evaluate.Of(graph, test);
        return new MeasuredQuality(report.Metric.Name, report.Score, $"{test.Name}, test split, {test.Count} samples");
    }

    // The bench starts in the repository's folder.
    private static string[] PeerArguments(BenchedModel model) =>
    [
        "model", File.Exists(model.File) ? Path.GetFullPath(model.File) : model.File, "--peers", "--json",
        "--batch", model.Batch.ToString(CultureInfo.InvariantCulture),
        "--threads", Parallelism.Threads.ToString(CultureInfo.InvariantCulture),
    ];

    private static int AtLeastOne(int batch) => batch is >= 1 and <= 4096 ? batch : throw new ArgumentException($"--batch is between 1 and 4096, but got {batch}.");

    private sealed record BenchedModel(string File, int Batch, string? Data);
}
