namespace Bantam.Model;

/// <summary>Layers that reduce axes of a sample.</summary>
public static class ReductionLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>The sum along some axes.</summary>
        /// <param name="axes">The axes of one sample, from 0, or from −1 backward; all where omitted.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The new end, without the axes.</returns>
        public GraphBuilder Sum(Axes? axes = null, bool keepAxes = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("sum"), new Sum { Axes = LayerShapes.AxesOf(x, axes), KeepAxes = keepAxes });
        }

        /// <summary>The mean along some axes.</summary>
        /// <param name="axes">The axes of one sample, from 0, or from −1 backward; all where omitted.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The new end, without the axes.</returns>
        public GraphBuilder Mean(Axes? axes = null, bool keepAxes = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("mean"), new Mean { Axes = LayerShapes.AxesOf(x, axes), KeepAxes = keepAxes });
        }

        /// <summary>The maximum along some axes.</summary>
        /// <param name="axes">The axes of one sample, from 0, or from −1 backward; all where omitted.</param>
        /// <param name="keepAxes">Whether they stay, with length 1.</param>
        /// <returns>The new end, without the axes.</returns>
        public GraphBuilder Max(Axes? axes = null, bool keepAxes = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("max"), new Max { Axes = LayerShapes.AxesOf(x, axes), KeepAxes = keepAxes });
        }

        /// <summary>The position of the largest element along an axis, as a number.</summary>
        /// <param name="axis">The axis of one sample, from 0, or from −1 backward.</param>
        /// <returns>The new end, without the axis.</returns>
        public GraphBuilder ArgMax(int axis = -1)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("argmax"), new ArgMax(LayerShapes.Axis(x, axis)));
        }
    }
}
