namespace Bantam.Model;

/// <summary>Layers that move numbers and change none.</summary>
public static class LayoutLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Puts the axes of each sample in another order.</summary>
        /// <param name="order">For each axis of the result, the axis of a sample that it is.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Permute(Axes order)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("permute"), new Permute([0, .. LayerShapes.AxesOf(x, order)]));
        }

        /// <summary>Exchanges the last two axes.</summary>
        /// <returns>The new end.</returns>
        public GraphBuilder Transpose()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("transpose"), new Transpose());
        }

        /// <summary>Keeps a range along an axis.</summary>
        /// <param name="axis">The axis of one sample, from 0, or from −1 backward.</param>
        /// <param name="start">The first position.</param>
        /// <param name="length">How many positions.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Slice(int axis, int start, int length)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("slice"), new Slice(LayerShapes.Axis(x, axis), start, length));
        }

        /// <summary>Cuts each sample along an axis, so that each part begins a branch.</summary>
        /// <param name="axis">The axis of one sample, from 0, or from −1 backward.</param>
        /// <param name="lengths">The length of each part; together that of the axis.</param>
        /// <returns>The ends of the branches, in order.</returns>
        /// <exception cref="ShapeException">The lengths do not add up to the axis.</exception>
        public GraphBuilder[] Split(int axis, params ReadOnlySpan<int> lengths)
        {
            ArgumentNullException.ThrowIfNull(x);
            Slice[] ranges = Parts.Of(x.Value.Type, LayerShapes.Axis(x, axis), lengths);
            return [.. ranges.Select(range => x.Then(x.NameFor("slice"), range))];
        }

        /// <summary>Adds a border of one value along any axes of each sample.</summary>
        /// <param name="before">How many elements before, along each axis.</param>
        /// <param name="after">How many elements after, along each axis.</param>
        /// <param name="value">The value of the border.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Pad(Shape before, Shape after, double value = 0)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("pad"), new Pad([0, .. before.Lengths], [0, .. after.Lengths], value));
        }

        /// <summary>Joins other branches along an axis: the end of an inception block.</summary>
        /// <param name="axis">The axis of one sample, from 0, or from −1 backward; the channels are −1.</param>
        /// <param name="branches">The other branches; all other axes are equal.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Concat(int axis, params ReadOnlySpan<GraphBuilder> branches)
        {
            ArgumentNullException.ThrowIfNull(x);
            Value[] others = [.. branches.ToArray().Select(branch => branch.Value)];
            return x.Then(x.NameFor("concat"), new Concat(LayerShapes.Axis(x, axis)), others);
        }

        /// <summary>Removes axes of length 1.</summary>
        /// <param name="axes">The axes of one sample, from 0, or from −1 backward.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Squeeze(Axes axes)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("squeeze"), new Squeeze(LayerShapes.AxesOf(x, axes)));
        }

        /// <summary>Adds an axis of length 1.</summary>
        /// <param name="axis">Where it lies in the new sample, from 0.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Unsqueeze(int axis)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentOutOfRangeException.ThrowIfNegative(axis);
            return x.Then(x.NameFor("unsqueeze"), new Unsqueeze([axis + 1]));
        }
    }
}
