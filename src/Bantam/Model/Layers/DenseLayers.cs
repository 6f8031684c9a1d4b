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

        /// <summary>Adds a product with the matrices of another branch: scores or mixtures of an attention block.</summary>
        /// <param name="branch">The other branch, the right factor: [.., K, N], or [.., N, K] transposed.</param>
        /// <param name="transposed">Whether its matrices are read as their transposes.</param>
        /// <returns>The new end: [.., M, K] becomes [.., M, N].</returns>
        public GraphBuilder MatMul(GraphBuilder branch, bool transposed = false)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("matmul"), new MatMul(TransposeB: transposed), branch.Value);
        }

        /// <summary>Adds a linear map of the last axis, the same for every position before it: how the tokens of a sequence are projected.</summary>
        /// <param name="outputs">The number of outputs.</param>
        /// <returns>The new end: [.., K] becomes [.., outputs].</returns>
        public GraphBuilder Project(int outputs)
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("project");
            int inputs = x.Shape[^1];
            return x.Then(name, new MatMul(), new Parameter($"{name}.weight", [inputs, outputs], new GlorotUniform(inputs, outputs)));
        }

        /// <summary>Adds another branch, element by element: the end of a residual block.</summary>
        /// <param name="branch">The other branch; its shape is broadcast with this one.</param>
        /// <returns>The new end.</returns>
        public GraphBuilder Add(GraphBuilder branch)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(branch);
            return x.Then(x.NameFor("add"), new Add(), branch.Value);
        }
    }
}
