using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary><c>bantam eval</c>: the accuracy of any network on data.</summary>
internal static class EvalCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = NamedInput.FileDescription };
        Option<string> data = new("--data") { Description = "The data set, see 'bantam data list'.", Required = true };
        Option<string> split = new("--split") { Description = "The part of it.", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("train", "validation", "test");
        Option<int?> limit = new("--limit") { Description = "Score the first samples only." };
        Option<string?> preprocess = new("--preprocess")
        {
            Description = "How data becomes the input: none, unit (x/255), signed-unit (x/127.5 - 1), mean-pool:N (mean of NxN pixels, /255), with ',layout' behind it for channels first. What the file says where omitted; none for a file that cannot say it.",
        };
        Option<string> profile = RoundingName.Option();
        Command command = new("eval", "Score a network on data; a quantized one by the integers that a device would compute. Example: bantam eval net.bantam --data mnist --limit 1000")
        {
            file, data, split, limit, preprocess, profile,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(limit) is < 1)
            {
                throw new ArgumentException($"--limit is 1 or more, but got {parsed.GetValue(limit)}.");
            }

            string name = parsed.GetValue(file)!;
            Graph graph = NamedInput.Network(name);
            string words = parsed.GetValue(preprocess) ?? (NamedInput.SaysPreprocessing(name) ? graph.Preprocessing : "none");
            Dataset part = PartOf(DatasetCatalog.Load(parsed.GetValue(data)!, seed: context.Seed), parsed.GetValue(split)!);
            Dataset samples = EvaluationData.For(graph, parsed.GetValue(limit) is { } count ? part.Take(count) : part, words);
            context.Say($"bantam eval: {name} on {samples.Count} samples of {parsed.GetValue(data)} ({parsed.GetValue(split)}), preprocessing {words}");
            return Run(context, graph, samples, RoundingName.Parse(parsed.GetValue(profile)!));
        });
        return command;
    }

    private static int Run(CommandContext context, Graph graph, Dataset samples, RoundingProfile profile)
    {
        if (samples.Count == 0)
        {
            throw new ArgumentException($"This part of '{samples.Name}' has no samples. Choose another --split.");
        }

        long started = Stopwatch.GetTimestamp();
        EvaluationReport report = Evaluate.Of(graph, samples, profile);
        double imagesPerSecond = report.Samples / Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (report.Remark is { } remark)
        {
            context.Say(remark);
        }

        if (context.IsJson)
        {
            context.Output.WriteLine(ModelJson.Eval(report, samples.Name, imagesPerSecond));
        }
        else
        {
            context.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Metric.Name} {report.Score:0.0000}, loss {report.Loss:0.0000} on {report.Samples} samples in {(report.IsInteger ? "integers" : "floating point")}; {imagesPerSecond:N0} samples/s"));
        }

        return ExitCode.Done;
    }

    private static Dataset PartOf(DataSplits data, string split) => split switch
    {
        "train" => data.Train,
        "validation" => data.Validation,
        _ => data.Test,
    };
}
