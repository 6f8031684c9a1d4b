using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Lets chains of layers run row by row where that makes the arena smaller.</summary>
/// <remarks>
/// <para>A chain is a run of convolutions, depthwise convolutions, poolings and tables, each of which alone reads the one before.
/// Of all chains the one is taken that leaves the smallest arena, and among those the shortest; then the next, as long as
/// the arena shrinks. No value is computed twice; rows that are still needed are moved up in memory once for each new row.</para>
/// <para>Input and output of a chain are whole images. Not for networks whose peak lies where images are small, in dense layers, or in
/// the branches of residual blocks: there is nothing to gain, and nothing is changed.</para>
/// </remarks>
public sealed record StreamRows : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        List<string> chains = [];
        Plan current = plan;
        while (Smallest(current) is { } chain)
        {
            chains.Add($"{current.Steps[chain.First].Name} to {current.Steps[chain.Last].Name}");
            (IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer> buffers) = Streamed(current, chain);
            current = PlanRewrite.Of(current, steps, buffers);
        }

        return chains.Count == 0
            ? new PlanChange(Name, plan, plan, "")
            : new PlanChange(Name, plan, current, FormattableString.Invariant($"{string.Join(" and ", chains)} run row by row: the arena of {plan.ArenaBytes:N0} bytes becomes {current.ArenaBytes:N0}."));
    }

    /// <summary>The plans in which one chain runs row by row, whether that gains anything or not.</summary>
    internal static IEnumerable<Plan> EveryChain(Plan plan)
    {
        foreach (Chain chain in Chains(plan))
        {
            (IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer> buffers) = Streamed(plan, chain);
            yield return PlanRewrite.Of(plan, steps, buffers);
        }
    }

    /// <summary>The chain that leaves the smallest arena; null where none makes it smaller.</summary>
    private static Chain? Smallest(Plan plan)
    {
        Chain? best = null;
        long bestBytes = plan.LowerBoundBytes;
        foreach (Chain chain in Chains(plan))
        {
            (IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanBuffer> buffers) = Streamed(plan, chain);
            long bytes = ArenaPlanner.LowerBoundOf(PlanRewrite.Unarranged(plan, steps, buffers));
            if (bytes < bestBytes || (bytes == bestBytes && best is { } other && chain.Length < other.Length))
            {
                (best, bestBytes) = (chain, bytes);
            }
        }

        return best;
    }

    private static IEnumerable<Chain> Chains(Plan plan)
    {
        PlanEdit edit = new(plan);
        for (int first = 0; first < plan.Steps.Count; first++)
        {
            for (int last = first + 1; last < plan.Steps.Count && Continues(edit, last); last++)
            {
                yield return new Chain(first, last);
            }
        }
    }

    /// <summary>Whether a step can follow the one before it in a chain.</summary>
    private static bool Continues(PlanEdit edit, int index)
    {
        PlanStep before = edit.Steps[index - 1];
        PlanStep step = edit.Steps[index];
        return step.Inputs.Length == 1 && step.Inputs[0] == before.Output && edit.IsReadOnce(before.Output)
            && WindowOf(before, edit.Buffers) is { } producer && WindowOf(step, edit.Buffers) is { } consumer
            && edit.Buffers[before.Output].Element == ElementType.Int8 && edit.Buffers[step.Output].Element == ElementType.Int8 && before.Inputs.Length == 1
            && (producer.OutputHeight, producer.OutputWidth, producer.OutputChannels) == (consumer.InputHeight, consumer.InputWidth, consumer.InputChannels);
    }

    /// <summary>The window of a step that can run row by row; null for any other.</summary>
    private static WindowGeometry? WindowOf(PlanStep step, IReadOnlyList<PlanBuffer> buffers) => step switch
    {
        ConvolutionStep { Geometry.Groups: 1 } or DepthwiseStep or PoolStep when step is WindowStep { Geometry: { Batch: 1, DilationHeight: 1, DilationWidth: 1 } window } && IsNeverOutside(window) => window,
        TableStep when buffers[step.Output].Shape is { Rank: 3 } shape => Pixel(shape),
        _ => null,
    };

    /// <summary>Whether every window covers at least one row of the image.</summary>
    private static bool IsNeverOutside(WindowGeometry window) =>
        Enumerable.Range(0, window.OutputHeight).All(row => StreamStage.FirstRow(window, row) < StreamStage.EndRow(window, row));

    private static WindowGeometry Pixel(Shape shape) => new()
    {
        Batch = 1,
        InputHeight = shape[0],
        InputWidth = shape[1],
        InputChannels = shape[2],
        OutputHeight = shape[0],
        OutputWidth = shape[1],
        OutputChannels = shape[2],
        KernelHeight = 1,
        KernelWidth = 1,
        StrideHeight = 1,
        StrideWidth = 1,
        PadTop = 0,
        PadLeft = 0,
    };

    private static (IReadOnlyList<PlanStep> Steps, IReadOnlyList<PlanBuffer> Buffers) Streamed(Plan plan, Chain chain)
    {
        PlanStep[] layers = [.. plan.Steps.Skip(chain.First).Take(chain.Length)];
        ImmutableArray<StreamStage> stages = [.. layers.Select(layer => new StreamStage(layer, WindowOf(layer, plan.Buffers)!.Value))];
        StreamStep step = StreamStep.Of(stages);
        PlanBuffer[] buffers = [.. plan.Buffers];
        foreach (StreamStage stage in stages.Skip(1))
        {
            int between = stage.Step.Inputs[0];
            buffers[between] = buffers[between] with { Shape = [stage.RowsHeld, stage.Window.InputWidth, stage.Window.InputChannels] };
        }

        return ([.. plan.Steps.Take(chain.First), step, .. plan.Steps.Skip(chain.Last + 1)], buffers);
    }

    /// <summary>A run of steps, both ends included.</summary>
    private readonly record struct Chain(int First, int Last)
    {
        public int Length => Last - First + 1;
    }
}
