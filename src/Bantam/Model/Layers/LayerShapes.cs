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

    /// <summary>An axis of a sample as an axis of the batch, whose first axis is in front.</summary>
    public static int Axis(GraphBuilder x, int axis)
    {
        int rank = x.Shape.Rank;
        return axis >= -rank && axis < rank
            ? axis < 0 ? axis + rank + 1 : axis + 1
            : throw new ShapeException($"After '{x.Value.Name}': a sample {x.Shape} has {rank} axes, which count from 0, or from -1 (the last) backward, but got axis {axis}.");
    }

    /// <summary>Axes of a sample as axes of the batch; all of them where none are named.</summary>
    public static Axes AxesOf(GraphBuilder x, Axes? axes)
    {
        int[] named = axes is { } listed ? listed.Indices.ToArray() : [.. Enumerable.Range(0, x.Shape.Rank)];
        return new Axes([.. named.Select(axis => Axis(x, axis))]);
    }
}
