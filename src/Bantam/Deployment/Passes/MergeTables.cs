using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Lets a chain of functions of one code become one table, or no step at all.</summary>
/// <remarks>
/// <para>A table after a table is one table. A table that only clamps, after a step that clamps anyway, becomes that step's
/// clamp. A rising table before a max pool goes behind it, where there are fewer codes: the largest code has the largest
/// value.</para>
/// <para>Only where nothing else reads what lies between. Tables are judged on the codes that they can be given.</para>
/// </remarks>
public sealed record MergeTables : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (Plan current, List<string> done) = WithTables(plan);
        while (Next(current) is { } change)
        {
            current = change.Plan;
            done.Add(change.What);
        }

        return new PlanChange(Name, plan, current, string.Join(" ", done));
    }

    /// <summary>A change of scale from 8 bits to 8 bits is a function of one code like any other.</summary>
    private static (Plan Plan, List<string> Done) WithTables(Plan plan)
    {
        PlanEdit edit = new(plan);
        List<string> done = [];
        foreach (RequantizeStep step in plan.Steps.OfType<RequantizeStep>())
        {
            if (plan.Buffers[step.Inputs[0]].Element == ElementType.Int8 && plan.Buffers[step.Output].Element == ElementType.Int8)
            {
                sbyte[] codes = [.. Enumerable.Range(sbyte.MinValue, 256).Select(code => (sbyte)code)];
                RequantizeInt8.Run<sbyte, sbyte>(step.Parameters, codes, codes);
                edit.Replace(step, new TableStep(step.Name, step.Inputs, step.Output, new TableInt8([.. codes])));
                done.Add($"{step.Name} is a table.");
            }
        }

        return (done.Count == 0 ? plan : edit.Finish(), done);
    }

    private static (Plan Plan, string What)? Next(Plan plan)
    {
        PlanEdit edit = new(plan);
        PlanRanges ranges = PlanRanges.Of(plan);
        foreach (PlanStep step in plan.Steps.Where(step => step is TableStep or PoolStep { IsMax: true } && edit.IsReadOnce(step.Inputs[0])))
        {
            string? what = (edit.WriterOf(step.Inputs[0]), step) switch
            {
                (TableStep first, TableStep second) => Compose(edit, first, second),
                (TableStep table, PoolStep pool) => Swap(edit, table, pool, ranges),
                ({ } writer, TableStep table) => Clamp(edit, writer, table, ranges),
                _ => null,
            };
            if (what is not null)
            {
                return (edit.Finish(), what);
            }
        }

        return null;
    }

    private static string Compose(PlanEdit edit, TableStep first, TableStep second)
    {
        TableInt8 both = TableInt8.Of(code => Look(second.Table, Look(first.Table, code)));
        edit.Replace(second, second with { Inputs = first.Inputs, Table = both });
        edit.Remove(first);
        return $"{first.Name} and {second.Name} are one table.";
    }

    private static string? Swap(PlanEdit edit, TableStep table, PoolStep pool, PlanRanges ranges)
    {
        CodeRange input = ranges.View(table.Inputs[0], 1)[0];
        for (int code = input.Min; code < input.Max; code++)
        {
            if (Look(table.Table, (sbyte)code) > Look(table.Table, (sbyte)(code + 1)))
            {
                return null;
            }
        }

        int between = table.Output;
        edit.Change(between, edit.Buffers[between] with { Shape = edit.Buffers[pool.Output].Shape });
        edit.Replace(table, pool with { Inputs = table.Inputs, Output = between, Range = new PoolInt8Range(sbyte.MinValue, sbyte.MaxValue) });
        TableInt8 clamped = TableInt8.Of(code => (sbyte)Math.Clamp((int)Look(table.Table, code), pool.Range.Min, pool.Range.Max));
        edit.Replace(pool, table with { Inputs = [between], Output = pool.Output, Table = clamped });
        return $"{table.Name} comes after {pool.Name}.";
    }

    private static string? Clamp(PlanEdit edit, PlanStep writer, TableStep table, PlanRanges ranges)
    {
        CodeRange range = ranges.View(table.Inputs[0], 1)[0];
        int low = Look(table.Table, (sbyte)range.Min);
        int high = Look(table.Table, (sbyte)range.Max);
        bool clamps = low <= high && Enumerable.Range(range.Min, range.Max - range.Min + 1).All(code => Look(table.Table, (sbyte)code) == Math.Clamp(code, low, high));
        if (!clamps || Clamped(writer, low, high) is not { } clamped)
        {
            return null;
        }

        edit.Replace(writer, clamped with { Output = table.Output });
        edit.Remove(table);
        return $"{writer.Name} does the clamp of {table.Name}.";
    }

    private static PlanStep? Clamped(PlanStep step, int low, int high)
    {
        return step switch
        {
            ConvolutionStep s => s with { Constants = Linear(s.Constants) },
            DepthwiseStep s => s with { Constants = Linear(s.Constants) },
            DenseStep s => s with { Constants = Linear(s.Constants) },
            AddStep s => s with { Parameters = s.Parameters with { Output = Tight(s.Parameters.Output) } },
            MeanStep s => s with { Parameters = s.Parameters with { Output = Tight(s.Parameters.Output) } },
            PoolStep s => s with { Range = new PoolInt8Range(Math.Clamp(s.Range.Min, low, high), Math.Clamp(s.Range.Max, low, high)) },
            _ => null,
        };

        LinearConstants Linear(LinearConstants constants) => constants with { Parameters = constants.Parameters with { Output = Tight(constants.Parameters.Output) } };

        Int8Output Tight(Int8Output output) => output with { Min = Math.Clamp(output.Min, low, high), Max = Math.Clamp(output.Max, low, high) };
    }

    private static sbyte Look(TableInt8 table, sbyte code) => table.Values[code - sbyte.MinValue];
}
