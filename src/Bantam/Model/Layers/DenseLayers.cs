namespace Bantam.Model;

/// <summary>Layers on vectors, and layers that change no number.</summary>
public static class DenseLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds a fully connected layer.</summary>
        /// <param name="outputs">The number of outputs.</param>
        /// <param name="bias">Whether to add a bias.</param>
        /// <returns>The new end: [outputs].</returns>
        /// <exception cref="ShapeException">The samples are no vectors; flatten them first.</exception>
        public GraphBuilder Dense(int outputs, bool bias = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("dense");
            int inputs = LayerShapes.ChannelsOf(x, name, rank: 1);
            Parameter weight = new($"{name}.weight", [outputs, inputs], new HeNormal(inputs));
            return bias ? x.Then(name, new Dense(), weight, LayerShapes.RandomBias(name, outputs, inputs)) : x.Then(name, new Dense(), weight);
        }

        /// <summary>Lays out each sample as one vector.</summary>
        /// <returns>The new end: [elements].</returns>
        public GraphBuilder Flatten()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("flatten"), new Flatten());
        }

        /// <summary>Gives each sample another shape.</summary>
        /// <param name="sampleShape">The shape, with as many elements.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Reshape(Shape sampleShape)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("reshape"), new Reshape(sampleShape));
        }

        /// <summary>Adds another branch, element by element: the end of a residual block.</summary>
        /// <param name="branch">The other branch, of the same shape.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Add(GraphBuilder branch)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("add"), new Add(), branch.Value);
        }
    }
}
