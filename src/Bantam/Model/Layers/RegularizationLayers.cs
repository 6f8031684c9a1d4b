namespace Bantam.Model;

/// <summary>Layers that disturb a network in training, so that it generalizes better.</summary>
public static class RegularizationLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Drops elements at random in training; at inference it does nothing.</summary>
        /// <param name="rate">The probability with which an element is dropped, in [0, 1).</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Dropout(double rate = 0.5)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("dropout");
            return x.Then(name, new Dropout(rate), new Parameter($"{name}.state", [2], new RandomState(), isTrainable: false));
        }

        /// <summary>Drops square blocks of each channel at random in training; at inference it does nothing.</summary>
        /// <param name="rate">The share of elements to drop, in [0, 1).</param>
        /// <param name="blockSize">The side of a block in pixels.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder DropBlock(double rate, int blockSize)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("dropblock");
            return x.Then(name, new DropBlock(rate, blockSize), new Parameter($"{name}.state", [2], new RandomState(), isTrainable: false));
        }
    }
}
