using System.CommandLine;
using System.Globalization;
using Bantam.Deployment;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary><c>bantam compare</c>: two measurements of the same workload, with the interval in which their ratio lies.</summary>
internal static class CompareCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> first = new("A") { Description = "A file that 'bantam bench model --json' printed." };
        Argument<string> second = new("B") { Description = "Another of the same model, shape, element type and batch." };
        Command command = new("compare", "Compare two measurements of the same workload. A ratio above 1 says that A is better.") { first, second };
        command.SetAction(parsed =>
        {
            MeasurementComparison[] comparisons = Pairs(MeasurementFile.Read(parsed.GetValue(first)!), MeasurementFile.Read(parsed.GetValue(second)!));
            if (context.IsJson)
            {
                context.Output.WriteLine(CompareJson.Of(comparisons));
                return ExitCode.Done;
            }

            context.Results.Write(TableOf(comparisons));
            context.Print("Ratios above 1 say that A is better. The intervals hold the true ratio in 95 of 100 cases, but A and B were not measured in turns: they know nothing of what changed on the machine in between.");
            foreach (string difference in comparisons.SelectMany(comparison => comparison.Differences).Distinct())
            {
                context.Print($"Not the same: {difference}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Compares what has the same scope.</summary>
    /// <exception cref="ArgumentException">The workloads differ, or no scope is in both.</exception>
    private static MeasurementComparison[] Pairs(IReadOnlyList<Measurement> first, IReadOnlyList<Measurement> second)
    {
        first[0].Workload.RequireSame(second[0].Workload);
        MeasurementComparison[] pairs =
        [
            .. from one in first
               let other = second.FirstOrDefault(candidate => candidate.Scope == one.Scope)
               where other is not null
               select MeasurementComparison.Of(one, other),
        ];
        return pairs.Length > 0 ? pairs : throw new ArgumentException($"A was measured in the scope {Scopes(first)}, B in {Scopes(second)}: there is nothing to compare. Measure both in the same scope.");
    }

    private static string Scopes(IEnumerable<Measurement> measurements) => string.Join(", ", measurements.Select(measurement => BenchModelTables.NameOf(measurement.Scope)));

    private static Table TableOf(IEnumerable<MeasurementComparison> comparisons)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("Scope").AddColumn("What");
        foreach (string column in (ReadOnlySpan<string>)["A", "B", "Ratio", "Interval"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (MeasurementComparison comparison in comparisons)
        {
            foreach (ComparedFigure figure in comparison.Figures)
            {
                table.AddRow(
                    new Text(BenchModelTables.NameOf(comparison.Scope)),
                    new Text(figure.What),
                    new Text(figure.First.ToString("G5", CultureInfo.InvariantCulture)),
                    new Text(figure.Second.ToString("G5", CultureInfo.InvariantCulture)),
                    new Text(figure.Ratio?.ToString("0.000", CultureInfo.InvariantCulture) ?? ""),
                    new Text(figure.Interval is { } interval ? string.Create(CultureInfo.InvariantCulture, $"{interval.Low:0.000} to {interval.High:0.000}") : ""));
            }
        }

        return table;
    }
}
