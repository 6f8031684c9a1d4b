using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>The integer kernels of generated code.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KernelKind>))]
public enum KernelKind
{
    /// <summary>Convolution.</summary>
    [JsonStringEnumMemberName("conv2d")]
    Conv2d,

    /// <summary>Depthwise convolution.</summary>
    [JsonStringEnumMemberName("depthwise-conv2d")]
    DepthwiseConv2d,

    /// <summary>Fully connected layer.</summary>
    [JsonStringEnumMemberName("dense")]
    Dense,

    /// <summary>Sum of two activations.</summary>
    [JsonStringEnumMemberName("add")]
    Add,

    /// <summary>Largest value of a window.</summary>
    [JsonStringEnumMemberName("max-pool")]
    MaxPool,

    /// <summary>Average of a window.</summary>
    [JsonStringEnumMemberName("average-pool")]
    AveragePool,

    /// <summary>Mean over all pixels.</summary>
    [JsonStringEnumMemberName("mean")]
    Mean,

    /// <summary>Softmax.</summary>
    [JsonStringEnumMemberName("softmax")]
    Softmax,

    /// <summary>A function of one code, looked up.</summary>
    [JsonStringEnumMemberName("table")]
    Table,
}

/// <summary>The instructions of one kernel as a sum over its <see cref="KernelWork"/>, fitted to counted runs.</summary>
public sealed record KernelCost
{
    /// <summary>The kernel.</summary>
    public required KernelKind Kernel { get; init; }

    /// <summary>The output channels that the kernel computes together; the last round is as long as the others.</summary>
    public int ChannelBlock { get => field == 0 ? 1 : field; init; }

    /// <summary>Instructions for each term of a sum, or element of a window.</summary>
    public double PerTerm { get; init; }

    /// <summary>Instructions for each run of terms that lie one behind the other.</summary>
    public double PerRun { get; init; }

    /// <summary>Instructions for each output element.</summary>
    public double PerOutput { get; init; }

    /// <summary>Instructions for each output pixel.</summary>
    public double PerPixel { get; init; }

    /// <summary>Instructions for each call.</summary>
    public double PerCall { get; init; }

    /// <summary>The instructions that work takes.</summary>
    /// <param name="work">The work, counted for this kernel's channel block.</param>
    /// <returns>The predicted instructions.</returns>
    public double InstructionsFor(KernelWork work) =>
        (PerTerm * work.Terms) + (PerRun * work.Runs) + (PerOutput * work.Outputs) + (PerPixel * work.Pixels) + PerCall;
}

/// <summary>What the int8 kernels of generated code cost on one core: instructions counted in the emulator, and cycles for each of them.</summary>
public sealed record InstructionCosts
{
    /// <summary>The cycles of an average instruction, waiting for memory included.</summary>
    public required double CyclesPerInstruction { get; init; }

    /// <summary>The kernels. One that is absent was not counted.</summary>
    public required IReadOnlyList<KernelCost> Kernels { get; init; }

    /// <summary>The cost of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <returns>Its cost; null if it was not counted.</returns>
    public KernelCost? Of(KernelKind kernel) => Kernels.FirstOrDefault(cost => cost.Kernel == kernel);
}
