using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What runs on the device: integer steps over one arena. Nothing is decided after it: runtimes run it, writers print it.</summary>
public sealed class Plan
{
    internal Plan(RoundingProfile rounding, IReadOnlyList<PlanBuffer> buffers, IReadOnlyList<PlanStep> steps, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs)
    {
        Rounding = rounding;
        Buffers = buffers;
        Steps = steps;
        InputIndices = inputs;
        OutputIndices = outputs;
    }

    /// <summary>How products are rounded back to 8 bits.</summary>
    public RoundingProfile Rounding { get; }

    /// <summary>The activations that have memory of their own.</summary>
    public IReadOnlyList<PlanBuffer> Buffers { get; }

    /// <summary>The steps in the order in which they run.</summary>
    internal IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>The names of the steps in the order in which they run: those of the nodes that they compute.</summary>
    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    /// <summary>The inputs among the buffers.</summary>
    internal IReadOnlyList<int> InputIndices { get; }

    /// <summary>The outputs among the buffers.</summary>
    internal IReadOnlyList<int> OutputIndices { get; }

    /// <summary>The inputs, which the caller owns.</summary>
    public IReadOnlyList<PlanBuffer> Inputs => [.. InputIndices.Select(index => Buffers[index])];

    /// <summary>The outputs, which the caller owns.</summary>
    public IReadOnlyList<PlanBuffer> Outputs => [.. OutputIndices.Select(index => Buffers[index])];

    /// <summary>The input; the first of several.</summary>
    public PlanBuffer Input => Buffers[InputIndices[0]];

    /// <summary>The output; the first of several.</summary>
    public PlanBuffer Output => Buffers[OutputIndices[0]];

    /// <summary>The size of the arena: the memory of all activations besides input and output, a multiple of four.</summary>
    public int ArenaBytes => Buffers.Where(buffer => buffer.Place == BufferPlace.Arena).Select(buffer => buffer.Offset + ArenaPlanner.RoundedUp(buffer.Bytes)).DefaultIfEmpty(0).Max();

    /// <summary>The memory that is kept from run to run, beside the arena.</summary>
    public int StateBytes => Buffers.Where(buffer => buffer.Place == BufferPlace.State).Sum(buffer => ArenaPlanner.RoundedUp(buffer.Bytes));

    /// <summary>The most bytes of the arena in use at one step. No arrangement needs fewer.</summary>
    public long LowerBoundBytes { get; init; }

    /// <summary>The constants in flash, in bytes: weights, biases, multipliers, tables, and the small structures that hold sizes.</summary>
    public long ConstantBytes => Steps.Sum(step => step.ConstantBytes) + Buffers.Where(buffer => buffer.Place == BufferPlace.Constant).Sum(buffer => (long)buffer.Bytes);

    /// <summary>The multiply-accumulates of one inference.</summary>
    public long Macs => Steps.Sum(step => step.Macs);
}

/// <summary>Where a buffer lies.</summary>
public enum BufferPlace
{
    /// <summary>In the memory of the caller, read only.</summary>
    Input,

    /// <summary>In the memory of the caller, written by a step.</summary>
    Output,

    /// <summary>In the arena.</summary>
    Arena,

    /// <summary>In memory of its own that keeps its content from run to run: the memory of recurrent layers.</summary>
    State,

    /// <summary>In flash: numbers of the network that a step reads as it reads activations.</summary>
    Constant,
}

/// <summary>The memory of one activation.</summary>
public sealed record PlanBuffer
{
    /// <summary>The name of the value that it holds.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of one sample; of all of them in a network that is bound to its batch.</summary>
    public required Shape Shape { get; init; }

    /// <summary>What its codes mean.</summary>
    public required QuantizationParameters Parameters { get; init; }

    /// <summary>Where it lies.</summary>
    public required BufferPlace Place { get; init; }

    /// <summary>The step that writes it; −1 for inputs, states and constants.</summary>
    public required int FirstStep { get; init; }

    /// <summary>The last step that reads it; for the output the number of steps.</summary>
    public required int LastStep { get; init; }

    /// <summary>The bytes of a constant; default elsewhere.</summary>
    internal ImmutableArray<byte> Data { get; init; }

    /// <summary>Its place within the arena in bytes.</summary>
    public int Offset { get; init; }

    /// <summary>How one code is stored: in the smallest of 8, 16 and 32 bits that all codes fit.</summary>
    public ElementType Element => Parameters switch
    {
        { QMin: >= sbyte.MinValue, QMax: <= sbyte.MaxValue } => ElementType.Int8,
        { QMin: >= short.MinValue, QMax: <= short.MaxValue } => ElementType.Int16,
        _ => ElementType.Int32,
    };

    /// <summary>Its size in bytes.</summary>
    public int Bytes => checked(Shape.Count * Element.SizeBytes);
}
