using System.CommandLine;
using System.Globalization;
using Bantam.Advice;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary><c>bantam lint</c>: rules of thumb and pitfalls, checked on a network.</summary>
internal static class LintCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> file = new("FILE") { Description = NamedInput.FileDescription };
        Option<string?> data = new("--data") { Description = "Measure on a data set, see 'bantam data list'." };
        Option<string?> device = new("--device") { Description = "The device that it is meant for: by name, see 'bantam devices', or a JSON file." };
        Option<string?> against = new("--against") { Description = "Another network to compare with: accuracy for each MAC and each parameter." };
        Option<double?> operations = RealNumber.Option("--operations", "Operations a second at best, for example 100e9; with --bandwidth it shows which layers wait for memory.");
        Option<double?> bandwidth = RealNumber.Option("--bandwidth", "Bytes a second between memory and the units that compute, for example 20e9.");
        Option<int> accumulator = new("--accumulator-bits") { Description = "The width of the integers that sum products.", DefaultValueFactory = _ => 32 };
        Option<string[]> suppress = new("--suppress") { Description = "Rules to leave out, for example W-BN-DROPOUT.", AllowMultipleArgumentsPerToken = true };
        Option<string> failOn = new("--fail-on") { Description = "The least severity that makes the exit code 3.", DefaultValueFactory = _ => "warning" };
        failOn.AcceptOnlyFromAmong("error", "warning", "hint");
        Command command = new("lint", "Check a network for known pitfalls and rules of thumb, each with its numbers.")
        {
            file, data, device, against, operations, bandwidth, accumulator, suppress, failOn,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(file)!;
            LintOptions options = new()
            {
                Name = name,
                Data = parsed.GetValue(data) is { } set ? DatasetCatalog.Load(set, seed: context.Seed) : null,

                // Suggested commands name the device as it was typed, which for a file is its path.
                Device = parsed.GetValue(device) is { } named ? NamedInput.Device(named) with { Name = named } : null,
                Roofline = RooflineOf(parsed.GetValue(operations), parsed.GetValue(bandwidth)),
                Other = parsed.GetValue(against) is { } other ? NamedInput.Network(other) : null,
                AccumulatorBits = parsed.GetValue(accumulator),
                Suppressed = parsed.GetValue(suppress) ?? [],
                Seed = context.Seed,
            };
            return Run(context, NamedInput.Network(name), options, new LintTarget(parsed.GetValue(against), Enum.Parse<Severity>(parsed.GetValue(failOn)!, ignoreCase: true)));
        });
        return command;
    }

    private static int Run(CommandContext context, Graph graph, LintOptions options, LintTarget target)
    {
        LintOutcome outcome = new()
        {
            Network = options.Name,
            Device = options.Device?.Name,
            Data = options.Data?.Train.Name,
            Report = Lint.Of(graph, options),
            Efficiency = EfficiencyTable.Of(graph),
            Comparison = target.Against is { } other ? new NetworkComparison(Compared(options.Name, graph, options), Compared(other, options.Other!, options)) : null,
        };
        if (context.IsJson)
        {
            context.Output.WriteLine(LintJson.Of(outcome));
        }
        else
        {
            LintTables.Write(context, outcome);
        }

        return outcome.Report.Reaches(target.FailOn) ? ExitCode.BudgetMissed : ExitCode.Done;
    }

    private static ComparedNetwork Compared(string name, Graph graph, LintOptions options) =>
        ComparedNetwork.Of(name, graph, options.Data is { } data && Takes(graph, data) ? Evaluation.Score(graph, data.Validation) : null);

    private static bool Takes(Graph graph, DataSplits data) =>
        data.Train.Task.Metric == Metric.Accuracy && data.Validation.Count > 0
        && graph.Input.SampleShape == data.Train.InputShape && graph.Output.SampleShape.Count == data.Train.Task.OutputsFor(data.Train.InputShape);

    private static Roofline? RooflineOf(double? operations, double? bandwidth) => (operations, bandwidth) switch
    {
        (null, null) => null,
        ({ } compute, { } memory) when compute > 0 && memory > 0 && double.IsFinite(compute + memory) => new Roofline(compute, memory),
        ({ } compute, { } memory) => throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"A machine computes and moves more than nothing in a second, but got --operations {compute} and --bandwidth {memory}. For example --operations 100e9 --bandwidth 20e9.")),
        _ => throw new ArgumentException("--operations and --bandwidth belong together: give both, or none."),
    };

    private sealed record LintTarget(string? Against, Severity FailOn);
}
