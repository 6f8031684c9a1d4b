namespace Bantam.Model;

/// <summary>Normalization and activation functions.</summary>
public static class ActivationLayers
{
    extension(GraphBuilder x)
    {
        /// <summary>Normalizes each channel by the statistics of the batch (in training) or their running averages.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder BatchNorm()
        {
            ArgumentNullException.ThrowIfNull(x);
            string name = x.NameFor("batchnorm");
            int channels = x.Shape[^1];
            return x.Then(
                name,
                new BatchNorm(),
                new Parameter($"{name}.gamma", [channels], Initializer.Of(1)),
                new Parameter($"{name}.beta", [channels], Initializer.Of(0)),
                new Parameter($"{name}.moments", [2, channels], new UnitMoments(), isTrainable: false));
        }

        /// <summary>max(x, 0).</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Relu()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("relu"), new Relu());
        }

        /// <summary>min(max(x, 0), 6).</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Relu6()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("relu6_"), new Relu6());
        }

        /// <summary>The logistic function.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Sigmoid()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("sigmoid"), new Sigmoid());
        }

        /// <summary>Softmax along the last axis. Leave it out for training: the loss contains it.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Softmax()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("softmax"), new Softmax());
        }
    }
}
