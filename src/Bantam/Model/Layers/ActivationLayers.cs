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

        /// <summary>min(max(x, 0), maximum).</summary>
        /// <param name="maximum">The maximum, above 0.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder BoundedRelu(double maximum)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("boundedrelu"), new BoundedRelu(maximum));
        }

        /// <summary>x above 0, slope·x below.</summary>
        /// <param name="slope">The slope below 0.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder LeakyRelu(double slope = 0.01)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("leakyrelu"), new LeakyRelu(slope));
        }

        /// <summary>x above 0, α·(eˣ − 1) below.</summary>
        /// <param name="alpha">The value −α toward which it falls.</param>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Elu(double alpha = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("elu"), new Elu(alpha));
        }

        /// <summary>The hyperbolic tangent.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder Tanh()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("tanh"), new Tanh());
        }

        /// <summary>x·min(max(x + 3, 0), 6)/6.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder HardSwish()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("hardswish"), new HardSwish());
        }

        /// <summary>The logarithm of the softmax along the last axis.</summary>
        /// <returns>The new end, of the same shape.</returns>
        public GraphBuilder LogSoftmax()
        {
            ArgumentNullException.ThrowIfNull(x);
            return x.Then(x.NameFor("logsoftmax"), new LogSoftmax());
        }
    }
}
