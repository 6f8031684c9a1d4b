namespace Bantam.Model;

/// <summary>What layers need to know about the value that they are added to.</summary>
internal static class LayerShapes
{
    /// <summary>The length of the last axis of a value that must have so many axes besides the batch.</summary>
    public static int ChannelsOf(GraphBuilder x, string name, int rank) => x.Shape.Rank == rank
        ? x.Shape[^1]
        : throw new ShapeException($"Node '{name}', after '{x.Value.Name}': the layer expects samples of {rank} axes, but got {x.Shape}. {(rank == 1 ? "Add Flatten() or GlobalAveragePool() before it." : "Images are [height, width, channels].")}");

    /// <summary>A bias that starts at zero.</summary>
    public static Parameter ZeroBias(string name, int length) => new($"{name}.bias", [length], Initializer.Of(0));

    /// <summary>A bias that starts at random, within ±1/√fan-in.</summary>
    public static Parameter RandomBias(string name, int length, int fanIn) => new($"{name}.bias", [length], new Uniform((float)(1 / Math.Sqrt(fanIn))));
}
