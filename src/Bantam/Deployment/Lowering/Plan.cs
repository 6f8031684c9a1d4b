using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What runs on the device: integer steps over one arena. Nothing is decided after it: runtimes run it, writers print it.</summary>
public sealed class Plan
{
    internal Plan(RoundingProfile rounding, IReadOnlyList<PlanBuffer> buffers, IReadOnlyList<PlanStep> steps, PlanBuffer input, PlanBuffer output)
    {
        Rounding = rounding;
        Buffers = buffers;
        Steps = steps;
        Input = input;
        Output = output;
    }

    /// <summary>How products are rounded back to 8 bits.</summary>
    public RoundingProfile Rounding { get; }

    /// <summary>The activations that have memory of their own.</summary>
    public IReadOnlyList<PlanBuffer> Buffers { get; }

    /// <summary>The steps in the order in which they run.</summary>
    internal IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>The names of the steps in the order in which they run: those of the nodes that they compute.</summary>
    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    /// <summary>The input, which the caller owns.</summary>
    public PlanBuffer Input { get; }

    /// <summary>The output, which the caller owns.</summary>
    public PlanBuffer Output { get; }

    /// <summary>The size of the arena: the memory of all activations besides input and output, a multiple of four.</summary>
    public int ArenaBytes => Buffers.Where(buffer => buffer.Place == BufferPlace.Arena).Select(buffer => buffer.Offset + ArenaPlanner.RoundedUp(buffer.Bytes)).DefaultIfEmpty(0).Max();

    /// <summary>The most bytes of the arena in use at one step. No arrangement needs fewer.</summary>
    public long LowerBoundBytes { get; init; }

    /// <summary>The constants in flash, in bytes: weights, biases, multipliers, tables, and the small structures that hold sizes.</summary>
    public long ConstantBytes => Steps.Sum(step => step.ConstantBytes);

    /// <summary>The weights in flash, in bytes: the part of <see cref="ConstantBytes"/> that training learned, without biases.</summary>
    public long WeightBytes => Steps.Sum(step => step.WeightBytes);

    /// <summary>The multiply-accumulates of one inference.</summary>
    public long Macs => Steps.Sum(step => step.Macs);

    /// <summary>The same plan of other steps, its arena not yet laid out.</summary>
    /// <param name="buffers">The buffers; those of the caller in the order of this plan.</param>
    /// <param name="steps">The steps.</param>
    internal Plan With(IReadOnlyList<PlanBuffer> buffers, IReadOnlyList<PlanStep> steps) => new(
        Rounding,
        buffers,
        steps,
        buffers.First(buffer => buffer.Place == BufferPlace.Input),
        buffers.First(buffer => buffer.Place == BufferPlace.Output));
}

/// <summary>Where a buffer lies.</summary>
public enum BufferPlace
{
    /// <summary>In the memory of the caller, read only.</summary>
    Input,

    /// <summary>In the memory of the caller, written by the last step.</summary>
    Output,

    /// <summary>In the arena.</summary>
    Arena,
}

/// <summary>The memory of one int8 activation.</summary>
public sealed record PlanBuffer
{
    /// <summary>The name of the value that it holds.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of one sample.</summary>
    public required Shape Shape { get; init; }

    /// <summary>What its codes mean.</summary>
    public required QuantizationParameters Parameters { get; init; }

    /// <summary>Where it lies.</summary>
    public required BufferPlace Place { get; init; }

    /// <summary>The step that writes it; −1 for the input.</summary>
    public required int FirstStep { get; init; }

    /// <summary>The last step that reads it; for the output the number of steps.</summary>
    public required int LastStep { get; init; }

    /// <summary>Its place within the arena in bytes.</summary>
    public int Offset { get; init; }

    /// <summary>The index of the buffer that it is written over, at the same place; null where it has memory of its own.</summary>
    public int? Overwrites { get; init; }

    /// <summary>Its size in bytes.</summary>
    public int Bytes => Shape.Count;
}
