namespace Bantam.Model;

/// <summary>The functions with which eager code reduces and rearranges tensors.</summary>
public static class TensorFunctions
{
    extension(Tensor tensor)
    {
        /// <summary>The sum along some axes.</summary>
        /// <param name="axes">The axes.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The sums.</returns>
        public Tensor Sum(Axes axes, bool keepAxes = false) => new Sum { Axes = axes, KeepAxes = keepAxes }.Apply(tensor);

        /// <summary>The mean along some axes; of all elements where omitted.</summary>
        /// <param name="axes">The axes.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The means.</returns>
        public Tensor Mean(Axes? axes = null, bool keepAxes = false) => new Mean { Axes = axes, KeepAxes = keepAxes }.Apply(tensor);

        /// <summary>The maximum along some axes; of all elements where omitted.</summary>
        /// <param name="axes">The axes.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The maxima.</returns>
        public Tensor Max(Axes? axes = null, bool keepAxes = false) => new Max { Axes = axes, KeepAxes = keepAxes }.Apply(tensor);

        /// <summary>The position of the largest element along an axis, as a number of this tensor's type.</summary>
        /// <param name="axis">The axis.</param>
        /// <returns>The positions.</returns>
        public Tensor ArgMax(int axis = -1) => new ArgMax(axis).Apply(tensor);

        /// <summary>The natural logarithm of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Log() => new Log().Apply(tensor);

        /// <summary>The square root of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Sqrt() => new Sqrt().Apply(tensor);

        /// <summary>Every element to a fixed power.</summary>
        /// <param name="exponent">The exponent.</param>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Power(double exponent) => new Power(exponent).Apply(tensor);

        /// <summary>The hyperbolic tangent of every element.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor Tanh() => new Tanh().Apply(tensor);

        /// <summary>The logarithm of the softmax along the last axis.</summary>
        /// <returns>A tensor of the same type.</returns>
        public Tensor LogSoftmax() => new LogSoftmax().Apply(tensor);

        /// <summary>The axes in another order, sharing the storage.</summary>
        /// <param name="order">For each axis of the result, the axis of this tensor that it is.</param>
        /// <returns>A view.</returns>
        public Tensor Permute(Axes order) => new Permute(order).Apply(tensor);

        /// <summary>A range along an axis.</summary>
        /// <param name="axis">The axis.</param>
        /// <param name="start">The first position.</param>
        /// <param name="length">How many positions.</param>
        /// <returns>The range.</returns>
        public Tensor Slice(int axis, int start, int length) => new Slice(axis, start, length).Apply(tensor);

        /// <summary>Cuts a tensor along an axis.</summary>
        /// <param name="axis">The axis.</param>
        /// <param name="lengths">The length of each part; together that of the axis.</param>
        /// <returns>The parts, in order.</returns>
        /// <exception cref="ShapeException">The lengths do not add up to the axis.</exception>
        public Tensor[] Split(int axis, params ReadOnlySpan<int> lengths)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            Slice[] ranges = Parts.Of(tensor.Type, axis, lengths);
            return [.. ranges.Select(range => range.Apply(tensor))];
        }

        /// <summary>A border of one value along any axes.</summary>
        /// <param name="before">How many elements before, along each axis.</param>
        /// <param name="after">How many elements after, along each axis.</param>
        /// <param name="value">The value.</param>
        /// <returns>The larger tensor.</returns>
        public Tensor Pad(Shape before, Shape after, double value = 0) => new Pad(before, after, value).Apply(tensor);

        /// <summary>Axes of length 1 removed, sharing the storage.</summary>
        /// <param name="axes">The axes.</param>
        /// <returns>A view.</returns>
        public Tensor Squeeze(Axes axes) => new Squeeze(axes).Apply(tensor);

        /// <summary>Axes of length 1 added, sharing the storage.</summary>
        /// <param name="axes">Where they lie in the result.</param>
        /// <returns>A view.</returns>
        public Tensor Unsqueeze(Axes axes) => new Unsqueeze(axes).Apply(tensor);
    }
}
